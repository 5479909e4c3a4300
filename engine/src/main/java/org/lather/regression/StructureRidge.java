package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.TriangleAlgebra;
import org.lather.math.StandardNormal;

/**
 * Gaussian process regression of weighted rows whose kernels are in memory: α = W^½ (W^½ K W^½ + λ 1)⁻¹ W^½ y, λ =
 * σ²/δ² with σ the noise of a row of weight 1.
 */
final class StructureRidge {
    private final int n;
    private final double[] root;
    private final double[] scaled;
    private final double[] work;
    private final DenseAlgebra algebra;

    /**
     * @param k K, [width][width]
     * @param rows rows that are included
     * @param weight weight of each of these rows, positive
     */
    StructureRidge(double[] k, int width, int[] rows, double[] weight, DenseAlgebra algebra) {
        this.n = rows.length;
        this.algebra = algebra;
        this.root = Arrays.stream(weight).map(Math::sqrt).toArray();
        this.scaled = new double[Math.multiplyExact(n, n)];
        this.work = new double[scaled.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scaled[i * n + j] = root[i] * root[j] * k[rows[i] * width + rows[j]];
            }
        }
    }

    /** The signal variance δ²: Σ w y² over the trace of W^½ K W^½. */
    public double signal(double[] y) {
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            trace += scaled[i * n + i];
            squares += root[i] * root[i] * y[i] * y[i];
        }
        return trace > 0 ? squares / trace : 0;
    }

    /** Solves for the weights α. */
    public double[] solve(double[] y, double lambda) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        double[] beta = solve(all, y, lambda);
        for (int i = 0; i < n; i++) {
            beta[i] *= root[i];
        }
        return beta;
    }

    /**
     * Stores the factor C of the last solution for all rows, C Cᵀ = D⁻¹ (K + λ W⁻¹) D⁻¹.
     *
     * @param place where each row is in the factor, ascending
     * @param scale D, [row]
     * @param packed takes the lower triangle, row by row
     */
    void putFactor(int[] place, double[] scale, double[] packed) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                int at = Math.toIntExact(place[i] * (place[i] + 1L) / 2 + place[j]);
                packed[at] = work[i * n + j] / (root[i] * scale[i]);
            }
        }
    }

    /** The committee by label noise of the last solution for all rows. */
    NoisyLabels noisyLabels(double lambda, int members, StandardNormal normal) {
        return NoisyLabels.of(LowerTriangle.of(work, n), lambda, members, normal, algebra);
    }

    /** The weights of a member minus those of the last solution for all rows, in units of δ. */
    double[] deviation(NoisyLabels noisy, int member) {
        double[] out = new double[n];
        Arrays.setAll(out, i -> root[i] * noisy.beta(i, member));
        return out;
    }

    /** The errors of rows that are left out and the scatter of a committee, from the last solution for all rows. */
    LeaveOneOut leaveOneOut(double[] y, double lambda, NoisyLabels noisy) {
        double[] beta = new double[n];
        Arrays.setAll(beta, i -> root[i] * y[i]);
        LowerTriangle factor = LowerTriangle.of(work, n);
        TriangleAlgebra.solveLeft(factor, Matrix.of(beta, n, 1), algebra);
        TriangleAlgebra.solveLeftTransposed(factor, Matrix.of(beta, n, 1), algebra);
        List<int[]> each = IntStream.range(0, n).mapToObj(i -> new int[] {i}).toList();
        return new HeldOutRows(factor, root, lambda, algebra).of(each, beta, noisy);
    }

    /** The errors of rows that are left out, from the factor of the last solution for all rows. */
    LeaveOneOut leaveOneOut(double[] y, double lambda) {
        double[] inverse = new double[Math.multiplyExact(n, n)];
        for (int i = 0; i < n; i++) {
            inverse[i * n + i] = 1;
        }
        algebra.solveLeft(Matrix.of(work, n, n), Matrix.of(inverse, n, n));
        double[] beta = new double[n];
        double[] own = new double[n];
        double[] left = new double[n];
        for (int i = 0; i < n; i++) {
            left[i] = root[i] * y[i];
        }
        algebra.solveLeft(Matrix.of(work, n, n), Matrix.of(left, n, 1));
        for (int k = 0; k < n; k++) {
            for (int i = 0; i <= k; i++) {
                double v = inverse[k * n + i];
                own[i] += v * v;
                beta[i] += v * left[k];
            }
        }
        double[] residuals = new double[n];
        double[] deviations = new double[n];
        for (int i = 0; i < n; i++) {
            residuals[i] = beta[i] / (own[i] * root[i]);
            deviations[i] = Math.sqrt(Math.max(0, 1 / own[i] - lambda)) / root[i];
        }
        return new LeaveOneOut(IntStream.range(0, n).toArray(), residuals, deviations);
    }

    private double[] solve(int[] rows, double[] y, double lambda) {
        int m = rows.length;
        double[] beta = new double[m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                work[i * m + j] = scaled[rows[i] * n + rows[j]];
            }
            work[i * m + i] += lambda;
            beta[i] = root[rows[i]] * y[rows[i]];
        }
        algebra.potrf(Matrix.of(work, m, m));
        algebra.solveLeft(Matrix.of(work, m, m), Matrix.of(beta, m, 1));
        algebra.solveLeft(Matrix.of(work, m, m).transpose(), Matrix.of(beta, m, 1));
        return beta;
    }

    /**
     * The held-out errors of a target.
     *
     * @param fold of each row
     */
    public HeldOutErrors heldOut(double[] y, int[] fold, int folds) {
        return new HeldOutErrors() {
            @Override
            public double error(double ratio) {
                return StructureRidge.this.error(y, fold, folds, ratio);
            }

            @Override
            public long rows() {
                return fold.length;
            }
        };
    }

    /** The sum Σ w (y − prediction)² over held-out folds; infinite if λ is too small for the precision. */
    public double error(double[] y, int[] fold, int folds, double lambda) {
        double sum = 0;
        for (int f = 0; f < folds; f++) {
            int held = f;
            int[] in = IntStream.range(0, n).filter(i -> fold[i] != held).toArray();
            if (in.length == n || in.length == 0) {
                continue;
            }
            double[] beta;
            try {
                beta = solve(in, y, lambda);
            } catch (NotPositiveDefiniteException e) {
                return Double.POSITIVE_INFINITY;
            }
            for (int i = 0; i < n; i++) {
                if (fold[i] != held) {
                    continue;
                }
                double p = 0;
                for (int j = 0; j < in.length; j++) {
                    p += scaled[i * n + in[j]] * beta[j];
                }
                double d = root[i] * y[i] - p;
                sum += d * d;
            }
        }
        return sum;
    }
}
