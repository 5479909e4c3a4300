package org.lather.regression;

import org.lather.backend.DenseAlgebra;
import org.lather.backend.Whitening;
import org.lather.math.StandardNormal;

/**
 * A committee by label noise (Christiansen, Rønne, Hammer 2024, doi:10.48550/arXiv.2407.12525): its members are fits to
 * labels to which noise was added, so that they share the factorisation of the fit. In whitened form, with the noise σ
 * n W^−½ of the rows and σ √λ n' of the M equations v = 0 of the prior, n and n' standard normal, a member is v + σ (A
 * + λ 1)⁻¹ (Φᵀ W^½ n + √λ n'). The vector in brackets is normal with covariance A + λ 1 = C Cᵀ, so it is drawn as C η,
 * and the member is v + σ C⁻ᵀ η: no right-hand side is accumulated, and the covariance of members is that of the
 * posterior.
 */
final class LabelNoise {
    private final int count;
    private final long seed;

    /**
     * @param count number of members
     * @param seed of the random numbers
     */
    LabelNoise(int count, long seed) {
        this.count = count;
        this.seed = seed;
    }

    /**
     * The weights of the members, whose mean are those of the fit.
     *
     * @param triangle C, its lower triangle row by row
     * @param sigma σ
     * @param weights weights of the fit
     * @param block distinguishes the random numbers of the blocks of a model
     * @return [member][M] flattened
     */
    double[] members(
            double[] triangle,
            double sigma,
            double[] weights,
            String block,
            Whitening whitening,
            DenseAlgebra algebra) {
        int m = weights.length;
        StandardNormal normal = StandardNormal.of(seed, block.hashCode());
        double[] out = new double[Math.multiplyExact(count, m)];
        double[] mean = new double[m];
        for (int k = 0; k < count; k++) {
            double[] v = new double[m];
            for (int i = 0; i < m; i++) {
                v[i] = sigma * normal.next();
            }
            solveTransposed(triangle, v);
            double[] w = RidgeFit.unwhiten(v, whitening, algebra);
            for (int i = 0; i < m; i++) {
                out[k * m + i] = w[i];
                mean[i] += w[i] / count;
            }
        }
        for (int i = 0; i < out.length; i++) {
            out[i] += weights[i % m] - mean[i % m];
        }
        return out;
    }

    /** Solves Cᵀ x = v in place. */
    private static void solveTransposed(double[] triangle, double[] v) {
        for (int i = v.length - 1; i >= 0; i--) {
            int row = Math.toIntExact((long) i * (i + 1) / 2);
            v[i] /= triangle[row + i];
            double x = v[i];
            for (int j = 0; j < i; j++) {
                v[j] -= triangle[row + j] * x;
            }
        }
    }
}
