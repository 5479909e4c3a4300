package org.lather.classification;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.options.Options;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * The complete fitted state of a classification: support vector machines for all pairs of classes. Kernels are
 * normalised, K(A, B) / √(K(A, A) K(B, B)).
 *
 * @param elements atomic numbers of the training set, ascending
 * @param classes the classes, in order
 * @param support the structures with a coefficient that is not zero in any machine, without annotations
 * @param selfKernels kernel of each of these with itself, before normalisation
 * @param machines pairs in the order (0, 1), (0, 2), ..., with coefficients in the order of {@code support}
 * @param c the penalty C
 * @param provenance origin of the model: texts by name
 * @param trained the structures that the model was trained on
 */
@SuppressWarnings("ArrayRecordComponent") // copied where it matters
public record Classifier(
        Options options,
        int[] elements,
        Classes classes,
        List<Structure> support,
        double[] selfKernels,
        List<PairMachine> machines,
        double c,
        Map<String, String> provenance,
        Fingerprints trained) {
    /**
     * @throws IllegalArgumentException if the numbers of structures and coefficients do not fit together, if machines
     *     are not in order, or if a structure has an element that is not among the elements
     */
    public Classifier {
        support = List.copyOf(support);
        machines = List.copyOf(machines);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        int expected = classes.count() * (classes.count() - 1) / 2;
        if (machines.size() != expected || selfKernels.length != support.size()) {
            throw new IllegalArgumentException("expected " + expected + " machines and a kernel of each of "
                    + support.size() + " structures, got " + machines.size() + " and " + selfKernels.length);
        }
        int pair = 0;
        for (int low = 0; low < classes.count(); low++) {
            for (int high = low + 1; high < classes.count(); high++) {
                PairMachine m = machines.get(pair++);
                if (m.low() != low || m.high() != high) {
                    throw new IllegalArgumentException("expected a machine of the classes " + low + " and " + high
                            + ", got " + m.low() + " and " + m.high());
                }
            }
        }
        for (Structure s : support) {
            for (int z : s.atomicNumbers()) {
                if (Arrays.stream(elements).noneMatch(e -> e == z)) {
                    throw new IllegalArgumentException("expected structures of the elements with the atomic numbers "
                            + Arrays.toString(elements) + ", got " + z);
                }
            }
        }
        for (PairMachine m : machines) {
            if (m.coefficients().length != support.size()) {
                throw new IllegalArgumentException(
                        "expected " + support.size() + " coefficients, got " + m.coefficients().length);
            }
        }
    }

    /** The name of the target. */
    public String name() {
        return options.targets().keySet().iterator().next();
    }

    /** The target. */
    public Target target() {
        return options.targets().values().iterator().next();
    }

    /** The number of support vectors of each machine, in order. */
    public int[] supportVectors() {
        return machines.stream()
                .mapToInt(m -> (int)
                        Arrays.stream(m.coefficients()).filter(x -> x != 0).count())
                .toArray();
    }
}
