package org.lather.predict;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The uncertainties of one prediction, and what the members of its committees predict, by target. */
final class Scatter {
    private final Map<String, Deviations> values = new LinkedHashMap<>();
    private final Map<String, GradientDeviations> gradients = new LinkedHashMap<>();
    private final Map<String, double[][]> ensembles = new LinkedHashMap<>();
    private final Map<String, GradientEnsemble> gradientEnsembles = new LinkedHashMap<>();
    private double prior;

    /** Standard deviations of values after and before their calibration. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Deviations(double[] predictive, double[] computed) {}

    /** Standard deviations of derivatives after and before their calibration. */
    record GradientDeviations(PredictedGradient predictive, PredictedGradient computed) {}

    /** The derivatives of the members of a committee, [member][..]. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record GradientEnsemble(double[][] positions, double[][] strain) {}

    void put(String target, Deviations of) {
        values.put(target, of);
    }

    void put(String target, GradientDeviations of) {
        gradients.put(target, of);
    }

    void put(String target, double[][] members) {
        ensembles.put(target, members);
    }

    void put(String target, GradientEnsemble members) {
        gradientEnsembles.put(target, members);
    }

    /** @param itself k** of the structure, see {@link org.lather.gram.StructureCovariances} */
    void putPrior(double itself) {
        prior = itself;
    }

    /** Returns k** of the structure; 0 if no committee needs it. */
    double prior() {
        return prior;
    }

    boolean hasValues(String target) {
        return values.containsKey(target);
    }

    boolean hasGradients(String target) {
        return gradients.containsKey(target);
    }

    boolean hasEnsemble(String target) {
        return ensembles.containsKey(target);
    }

    boolean hasGradientEnsemble(String target) {
        return gradientEnsembles.containsKey(target);
    }

    /** The standard deviation of a target of one value, for logs; null if there is none. */
    @Nullable
    Double ofOneValue(String target) {
        Deviations of = values.get(target);
        return of == null || of.predictive.length != 1 ? null : Double.valueOf(of.predictive[0]);
    }

    Deviations values(String target) {
        return known(values, target, "uncertainty");
    }

    GradientDeviations gradients(String target) {
        return known(gradients, target, "uncertainty of the derivatives");
    }

    double[][] ensemble(String target) {
        return Arrays.stream(known(ensembles, target, "ensemble"))
                .map(double[]::clone)
                .toArray(double[][]::new);
    }

    GradientEnsemble gradientEnsemble(String target) {
        return known(gradientEnsembles, target, "ensemble of the derivatives");
    }

    private static <T> T known(Map<String, T> of, String target, String what) {
        T found = of.get(target);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no " + what + " of " + target + " was computed (known: " + of.keySet() + ")");
        }
        return found;
    }
}
