package org.lather.evaluation;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Errors of one target in more detail, each where it applies.
 *
 * @param uncertainty errors compared with predictive standard deviations, where predictions have these
 * @param perAtom errors divided by the number of atoms, of totals
 * @param byElement errors by the atomic number of the atom, of targets of single atoms and of forces
 * @param byLambda errors of the spherical components by their order λ, of tensors
 */
public record Breakdown(
        Optional<UncertaintyMetrics> uncertainty,
        Optional<ErrorMetrics> perAtom,
        Optional<Map<Integer, ErrorMetrics>> byElement,
        Optional<Map<Integer, ComponentMetrics>> byLambda) {
    public Breakdown {
        byElement = byElement.map(m -> Collections.unmodifiableMap(new TreeMap<>(m)));
        byLambda = byLambda.map(m -> Collections.unmodifiableMap(new TreeMap<>(m)));
    }
}
