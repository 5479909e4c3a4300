package org.lather.model;

import java.util.List;
import org.lather.options.Target;

/**
 * What a fit found for one target.
 *
 * @param weights [M] of the representatives' covariances
 * @param factor C with C Cᵀ = A + λ 1, the packed lower triangle row by row, M(M+1)/2 values; empty for a full Gaussian process
 * @param noise σ, in the target's unit; of totals per square root of the number of atoms
 * @param signal δ, the square root of the signal variance, in the target's unit (of totals: of the sum over the atoms)
 */
@SuppressWarnings("ArrayRecordComponent") // large blocks, not copied
public record FittedTarget(
        String name,
        Target target,
        List<FittedBaseline> baselines,
        double[] weights,
        double[] factor,
        double noise,
        double signal) {
    public FittedTarget {
        baselines = List.copyOf(baselines);
    }

    /** Why it has no forces; empty where it has. */
    String withoutGradient() {
        if (target.quantity() == Target.Quantity.ATOM) {
            return "it is a target of single atoms";
        }
        for (FittedBaseline b : baselines) {
            if (!b.withoutGradient().isEmpty()) {
                return b.withoutGradient();
            }
        }
        return "";
    }

    /** The sum of the baselines of a structure: one number, or one an atom. */
    double[] baseline(org.lather.structure.Structure s) {
        double[] sum = new double[target.quantity() == Target.Quantity.ATOM ? s.size() : 1];
        for (FittedBaseline b : baselines) {
            double[] v = b.of(s, target);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += v[i];
            }
        }
        return sum;
    }
}
