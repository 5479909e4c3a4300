package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.lather.backend.RidgeSystem;

/**
 * The fits to parts of a training set.
 *
 * @param resampling which part each member has
 * @param members weights of the members, [member][M]
 * @param withoutBin weights of the fits to all bins but one, [bin][M]; empty for a bin without rows
 */
public record Resampled(Resampling resampling, List<double[]> members, List<double[]> withoutBin) {
    public Resampled {
        members = List.copyOf(members);
        withoutBin = List.copyOf(withoutBin);
    }

    /** A fit to some bins, which may need more λ than others. */
    interface Fit {
        double[] of(boolean[] bins);
    }

    /** Solves all fits of one target. */
    static Resampled of(Resampling resampling, Fit fit, UnaryOperator<double[]> unwhiten) {
        List<double[]> members = new ArrayList<>();
        for (int k = 0; k < resampling.members(); k++) {
            members.add(unwhiten.apply(fit.of(resampling.of(k))));
        }
        List<double[]> without = new ArrayList<>();
        for (int f = 0; f < resampling.bins(); f++) {
            without.add(resampling.isFilled(f) ? unwhiten.apply(fit.of(resampling.without(f))) : new double[0]);
        }
        return new Resampled(resampling, members, without);
    }

    /** The number of rows in each fold of a system. */
    static long[] rows(RidgeSystem system) {
        long[] out = new long[system.folds()];
        for (int f = 0; f < out.length; f++) {
            out[f] = system.rows(f);
        }
        return out;
    }

    /** The weights of the members, shifted so that their mean are those of the fit, [member][M] flattened. */
    double[] around(double[] weights) {
        int m = weights.length;
        double[] out = new double[Math.multiplyExact(members.size(), m)];
        for (int i = 0; i < m; i++) {
            double mean = 0;
            for (double[] w : members) {
                mean += w[i] / members.size();
            }
            for (int k = 0; k < members.size(); k++) {
                out[k * m + i] = weights[i] + members.get(k)[i] - mean;
            }
        }
        return out;
    }
}
