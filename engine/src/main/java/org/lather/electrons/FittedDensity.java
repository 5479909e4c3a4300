package org.lather.electrons;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.options.Options;
import org.lather.structure.Fingerprints;

/**
 * The complete fitted state of a density.
 *
 * @param options resolved options
 * @param elements atomic numbers of the training set, ascending
 * @param basis functions of these elements
 * @param environments representatives
 * @param columns columns of λ-SOAP of each λ from 1 on, for each representation
 * @param averages coefficients of spherical atoms, to which predictions are added
 * @param weights of each element and λ, [representative][2λ+1][n]
 * @param noise σ, the standard deviation of the noise of the coefficients of normalised functions, in bohr^(−3/2)
 * @param provenance origin of the model: texts by name
 * @param trained the structures that the model was trained on
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record FittedDensity(
        Options options,
        int[] elements,
        AuxiliaryBasis basis,
        DensityEnvironments environments,
        List<List<Columns>> columns,
        AtomicAverages averages,
        List<Weights> weights,
        double noise,
        Map<String, String> provenance,
        Fingerprints trained) {
    /**
     * The weights of the functions of an element and order λ.
     *
     * @param values [representative][2λ+1][n] flattened
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Weights(int atomicNumber, int lambda, double[] values) {}

    /** @throws IllegalArgumentException if weights are missing, or do not fit representatives and functions */
    public FittedDensity {
        columns = columns.stream().map(List::copyOf).toList();
        weights = List.copyOf(weights);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        List<Integer> expected = new ArrayList<>();
        for (int z : elements) {
            for (int l = 0; l <= basis.of(z).maxAngular(); l++) {
                expected.add(environments.of(z)[1]
                        * (2 * l + 1)
                        * basis.of(z).shells(l).size());
            }
        }
        List<Integer> found = weights.stream().map(w -> w.values().length).toList();
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("expected " + expected + " weights, got " + found);
        }
    }

    /** The name of the target. */
    public String name() {
        return options.targets().keySet().iterator().next();
    }

    /** The number of representatives. */
    public int representatives() {
        return environments.size();
    }

    /** The channels of the features. */
    Channels channels() {
        return options.channels(elements);
    }
}
