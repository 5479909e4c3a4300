package org.lather.predict;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.neighbour.EquivalentAtoms;
import org.lather.structure.Structure;

/**
 * Gives atoms that are equivalent by symmetry one predicted number: the mean over them, which differs from what each
 * has by rounding, and by what the deviation of the positions from the symmetry makes out.
 */
final class EqualBySymmetry {
    private EqualBySymmetry() {}

    /** Replaces the values, uncertainties and members of a committee in a prediction, which it returns. */
    static Prediction applied(Prediction prediction, ModelParameters parameters) {
        Map<Double, int[]> orbits = new HashMap<>();
        for (FittedTarget t : parameters.targets()) {
            if (t.target().isEqualBySymmetry()) {
                Structure s = prediction.structure();
                apply(
                        prediction,
                        t.name(),
                        orbits.computeIfAbsent(t.target().symprec(), d -> EquivalentAtoms.orbits(s, d)));
            }
        }
        return prediction;
    }

    private static void apply(Prediction prediction, String target, int[] orbits) {
        prediction.put(target, mean(prediction.values(target), orbits));
        Scatter scatter = prediction.scatter();
        if (scatter.hasValues(target)) {
            Scatter.Deviations of = scatter.values(target);
            scatter.put(target, new Scatter.Deviations(mean(of.predictive(), orbits), mean(of.computed(), orbits)));
        }
        if (scatter.hasEnsemble(target)) {
            scatter.put(
                    target,
                    Arrays.stream(scatter.ensemble(target))
                            .map(v -> mean(v, orbits))
                            .toArray(double[][]::new));
        }
    }

    /** The mean over each orbit, relative to its first atom, so that equal numbers remain what they are. */
    private static double[] mean(double[] values, int[] orbits) {
        double[] sums = new double[values.length];
        int[] counts = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            sums[orbits[i]] += values[i] - values[orbits[i]];
            counts[orbits[i]]++;
        }
        double[] out = new double[values.length];
        Arrays.setAll(out, i -> values[orbits[i]] + sums[orbits[i]] / counts[orbits[i]]);
        return out;
    }
}
