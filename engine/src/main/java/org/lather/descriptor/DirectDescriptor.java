package org.lather.descriptor;

import java.util.List;
import java.util.Optional;
import org.lather.density.DensityExpansion;

/**
 * A recipe for features that are sums over the neighbours of an atom, or over pairs of them, without an expansion of
 * their density: {@link DirectFeatures} computes them. Elements have columns of their own whatever the channels of a
 * density are.
 */
public sealed interface DirectDescriptor extends Descriptor permits SymmetryFunctions, Composition, PairCorrelation {
    /** Returns an empty list. */
    @Override
    default List<DensityExpansion> expansions() {
        return List.of();
    }

    /** The cutoff radius, Å; 0 if the features do not depend on neighbours. */
    @Override
    double radius();

    @Override
    default Optional<DirectDescriptor> direct() {
        return Optional.of(this);
    }

    @Override
    default <R> R match(Descriptor.Cases<R> cases) {
        return cases.direct(this);
    }

    /** Calls the method of the alternative that this is. */
    <R> R matchDirect(Alternatives<R> alternatives);

    /** A method for each alternative. */
    interface Alternatives<R> {
        R symmetryFunctions(SymmetryFunctions descriptor);

        R composition(Composition descriptor);

        R pairCorrelation(PairCorrelation descriptor);
    }

    /** The error of a computation that is for features of a density expansion alone. */
    default IllegalArgumentException withoutDensity() {
        return new IllegalArgumentException(
                "expected features of a density expansion, got " + getClass().getSimpleName());
    }
}
