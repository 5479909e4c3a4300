package org.lather.regression;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.options.OptionsException;

/**
 * Ridge regression of weighted rows of features, β = (A + λ 1)⁻¹ Φᵀ y with A = Φᵀ Φ, whose errors over held-out folds
 * follow from the sums of each fold. Rows and values are multiplied by the roots of their weights.
 */
final class SpannedRidge {
    private final double[] phi;
    private final int m;
    private final int[] fold;
    /** [fold]: the rows of the fold, one after another. */
    private final double[][] rows;
    /** [fold]: the lower triangle of the sum over the rows of the fold. */
    private final double[][] sums;

    private final double[] total;
    private final double[] work;
    private final DenseAlgebra algebra;

    /**
     * @param phi Φ [n][m], row by row
     * @param fold of each row
     */
    SpannedRidge(double[] phi, int m, int[] fold, int folds, DenseAlgebra algebra) {
        this.phi = phi;
        this.m = m;
        this.fold = fold;
        this.algebra = algebra;
        this.rows = new double[folds][];
        this.sums = new double[folds][];
        this.total = new double[Math.multiplyExact(m, m)];
        this.work = new double[total.length];
        for (int f = 0; f < folds; f++) {
            int[] own = rows(f);
            double[] of = new double[own.length * m];
            for (int i = 0; i < own.length; i++) {
                System.arraycopy(phi, own[i] * m, of, i * m, m);
            }
            rows[f] = of;
            sums[f] = new double[total.length];
            if (own.length > 0) {
                algebra.syrk(1, Matrix.of(of, own.length, m).transpose(), 0, Matrix.of(sums[f], m, m));
            }
            for (int i = 0; i < m; i++) {
                for (int j = 0; j <= i; j++) {
                    total[i * m + j] += sums[f][i * m + j];
                }
            }
        }
    }

    /** The bytes of an instance: rows and their copies by fold, and the sums. */
    static long bytes(long rows, long m, int folds) {
        return 8 * (2 * rows * m + (folds + 2) * m * m);
    }

    private int[] rows(int of) {
        return IntStream.range(0, fold.length).filter(i -> fold[i] == of).toArray();
    }

    /** The trace of A, which is that of the covariances of the rows. */
    double trace() {
        double sum = 0;
        for (int i = 0; i < m; i++) {
            sum += total[i * m + i];
        }
        return sum;
    }

    /** Solves for β; the factor of A + λ 1 is kept for {@link #leverages} and {@link #posterior}. */
    double[] solve(double[] y, double lambda) {
        set(total, lambda);
        return solve(right(y, -1));
    }

    private void set(double[] a, double lambda) {
        System.arraycopy(a, 0, work, 0, a.length);
        for (int i = 0; i < m; i++) {
            work[i * m + i] += lambda;
        }
        algebra.potrf(Matrix.of(work, m, m));
    }

    /** The product Φᵀ y of the rows outside a fold, −1 for none. */
    private double[] right(double[] y, int held) {
        double[] out = new double[m];
        for (int i = 0; i < fold.length; i++) {
            for (int j = 0; j < m && fold[i] != held; j++) {
                out[j] += phi[i * m + j] * y[i];
            }
        }
        return out;
    }

    private double[] solve(double[] b) {
        algebra.solveLeft(Matrix.of(work, m, m), Matrix.of(b, m, 1));
        algebra.solveLeft(Matrix.of(work, m, m).transpose(), Matrix.of(b, m, 1));
        return b;
    }

    private static double dot(double[] a, int from, double[] b) {
        double sum = 0;
        for (int j = 0; j < b.length; j++) {
            sum += a[from + j] * b[j];
        }
        return sum;
    }

    /** The prediction of each row, times the root of its weight. */
    double[] predictions(double[] beta) {
        double[] out = new double[fold.length];
        Arrays.setAll(out, i -> dot(phi, i * m, beta));
        return out;
    }

    /** The leverage φᵀ (A + λ 1)⁻¹ φ of each row, after {@link #solve}. */
    double[] leverages() {
        double[] x = phi.clone();
        algebra.solveRight(Matrix.of(work, m, m).transpose(), Matrix.of(x, fold.length, m));
        double[] out = new double[fold.length];
        Arrays.setAll(out, i -> {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += x[i * m + j] * x[i * m + j];
            }
            return sum;
        });
        return out;
    }

    /**
     * The share T = 1 − λ (A + λ 1)⁻¹ of the variance in each direction of the features that the rows explain, after
     * {@link #solve}.
     *
     * @return [m][m], symmetric
     */
    private double[] explained(double lambda) {
        double[] inverse = new double[m * m];
        for (int i = 0; i < m; i++) {
            inverse[i * m + i] = 1;
        }
        algebra.solveLeft(Matrix.of(work, m, m), Matrix.of(inverse, m, m));
        double[] out = new double[m * m];
        algebra.gemm(-lambda, Matrix.of(inverse, m, m).transpose(), Matrix.of(inverse, m, m), 0, Matrix.of(out, m, m));
        for (int i = 0; i < m; i++) {
            out[i * m + i] += 1;
        }
        return out;
    }

    /**
     * The factor C for which the explained variance of a structure, kᵀ L⁻ᵀ T L⁻¹ k with T = 1 − λ (A + λ 1)⁻¹, is |C⁻¹
     * k|²: C = L R⁻ᵀ with T = R Rᵀ and an upper triangle R.
     *
     * @param l L [m][m], with which the features of a structure are L⁻¹ k
     * @return its lower triangle, packed
     */
    double[] posterior(double[] l, double lambda) {
        double[] t = explained(lambda);
        // the decomposition with an upper triangle is that of the matrix in reversed order
        double[] h = new double[m * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                h[i * m + j] = t[(m - 1 - i) * m + m - 1 - j];
            }
            // directions without any data, which rounding makes negative
            h[i * m + i] += 1e-12;
        }
        algebra.potrf(Matrix.of(h, m, m));
        // Rᵀ, a lower triangle
        double[] r = t;
        Arrays.fill(r, 0);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                r[i * m + j] = h[(m - 1 - j) * m + m - 1 - i];
            }
        }
        double[] c = h;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                c[i * m + j] = j <= i ? l[i * m + j] : 0;
            }
        }
        algebra.solveRight(Matrix.of(r, m, m), Matrix.of(c, m, m));
        double[] packed = new double[Math.toIntExact(m * (m + 1L) / 2)];
        for (int i = 0; i < m; i++) {
            System.arraycopy(c, i * m, packed, Math.toIntExact(i * (i + 1L) / 2), i + 1);
        }
        return packed;
    }

    /** The errors over held-out folds, which fail if all rows are in one fold. */
    HeldOutErrors heldOut(double[] y) {
        return new HeldOutErrors() {
            @Override
            public double error(double ratio) {
                return SpannedRidge.this.error(y, ratio);
            }

            @Override
            public long rows() {
                return fold.length;
            }
        };
    }

    private double error(double[] y, double lambda) {
        if (Arrays.stream(fold).distinct().count() < 2) {
            throw new OptionsException("`model.noise`: auto expects structures to hold out, got the labels of "
                    + fold.length + " structures in one fold. Give the noise as a number");
        }
        double sum = 0;
        double[] others = new double[total.length];
        for (int f = 0; f < sums.length; f++) {
            int[] own = rows(f);
            if (own.length == 0 || own.length == fold.length) {
                continue;
            }
            for (int i = 0; i < m; i++) {
                for (int j = 0; j <= i; j++) {
                    others[i * m + j] = total[i * m + j] - sums[f][i * m + j];
                }
            }
            try {
                set(others, lambda);
            } catch (NotPositiveDefiniteException e) {
                return Double.POSITIVE_INFINITY;
            }
            double[] beta = solve(right(y, f));
            for (int i = 0; i < own.length; i++) {
                double d = y[own[i]] - dot(rows[f], i * m, beta);
                sum += d * d;
            }
        }
        return sum;
    }
}
