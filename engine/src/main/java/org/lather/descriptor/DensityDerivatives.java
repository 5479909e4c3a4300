package org.lather.descriptor;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** Derivatives of features of a density expansion: those of its coefficients, coupled by the product rule. */
final class DensityDerivatives implements FeatureGradients.Derivatives {
    private final MovedDensity density;
    private final CouplingDerivative coupling;
    private @Nullable Structure structure;
    private @Nullable NeighbourList list;
    private int center = -1;
    private int moved = -1;

    DensityDerivatives(Descriptor descriptor, Channels channels, Set<Variable> variables) {
        density = new MovedDensity(descriptor.onlyExpansion(), channels, variables);
        coupling = CouplingDerivative.of(descriptor, channels);
    }

    @Override
    public void environment(Structure s, NeighbourList neighbours, int atom) {
        structure = s;
        list = neighbours;
        center = atom;
        moved = -1;
        density.expand(s, neighbours, atom);
        coupling.environment(density.values());
    }

    @Override
    public void position(int atom, int axis, double[] out) {
        Structure s = structure;
        NeighbourList neighbours = list;
        if (s == null || neighbours == null) {
            throw new IllegalStateException("expected an environment first");
        }
        if (atom == center) {
            coupling.of(density.center(axis), 0, density.columns(), out);
            return;
        }
        if (atom != moved) {
            density.move(s, neighbours, center, atom);
            moved = atom;
        }
        int[] range = density.range(s.atomicNumber(atom));
        coupling.of(density.moved(axis), range[0], range[1], out);
    }

    @Override
    public void strain(int a, int b, double[] out) {
        coupling.of(density.strain(a, b), 0, density.columns(), out);
    }

    @Override
    public void cell(int a, int b, double[] out) {
        coupling.of(density.cell(a, b), 0, density.columns(), out);
    }

    @Override
    public long bytes() {
        return density.bytes() + coupling.bytes();
    }
}
