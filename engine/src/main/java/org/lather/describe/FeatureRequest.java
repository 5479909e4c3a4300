package org.lather.describe;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.options.RepresentationFile;

/**
 * Which features are computed.
 *
 * @param representations whose columns are computed side by side
 * @param species atomic numbers of the neighbours that have columns; empty for those of the structures
 * @param gradients what features are derived with respect to as well
 */
public record FeatureRequest(RepresentationFile representations, List<Integer> species, Set<Variable> gradients) {
    public FeatureRequest {
        species = List.copyOf(species);
        Set<Variable> ordered = EnumSet.noneOf(Variable.class);
        ordered.addAll(gradients);
        gradients = Collections.unmodifiableSet(ordered);
    }

    /** Requests features alone, with columns for the elements of the structures. */
    public FeatureRequest(RepresentationFile representations) {
        this(representations, List.of(), Set.of());
    }
}
