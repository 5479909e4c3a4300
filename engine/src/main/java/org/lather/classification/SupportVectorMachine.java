package org.lather.classification;

import java.util.Arrays;
import org.lather.error.Cure;
import org.lather.regression.NotConvergedException;

/**
 * A support vector machine for two classes, by sequential minimal optimisation of the dual
 *
 * <p>min ½ Σ_ij a_i a_j y_i y_j K_ij − Σ_i a_i with Σ_i a_i y_i = 0 and 0 ≤ a_i ≤ C_i, for y_i = ±1,
 *
 * <p>whose decision function is f(x) = Σ_i a_i y_i K(x, x_i) + b. Each step changes the pair of a that promises the
 * largest decrease to second order (Fan, Chen, Lin, J. Mach. Learn. Res. 6, 1889 (2005), WSS 2; b as in LIBSVM, Chang,
 * Lin, doi:10.1145/1961189.1961199). Kernels that are not positive semidefinite give a stationary point.
 *
 * <p>It is written here because LIBSVM for Java takes a kernel as an object for each of its elements, copies it for
 * each fold, draws from a global random generator and cannot be cancelled.
 *
 * @param coefficients a_i y_i, [row]
 * @param bias b
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves a training
record SupportVectorMachine(double[] coefficients, double bias) {
    /** The curvature of a pair whose kernel has none, or a negative one. */
    private static final double LEAST_CURVATURE = 1e-12;

    private static final int LEAST_MOST_STEPS = 10_000_000;
    private static final int MOST_STEPS_PER_ROW = 100;
    private static final int STEPS_BETWEEN_CHECKS = 1000;

    /**
     * When a fit stops.
     *
     * @param tolerance largest violation of the optimality conditions, in units of the decision function
     * @param check is called every 1,000 steps, and throws if the computation is cancelled
     */
    record Stopping(double tolerance, Runnable check) {}

    /**
     * Fits a machine to some rows of a symmetric matrix of kernels.
     *
     * @param k kernels [n][n] flattened
     * @param rows the rows that are fitted
     * @param positive whether y of a row is +1, in the order of {@code rows}
     * @param bounds C of each row, positive
     * @throws NotConvergedException if the tolerance is not reached
     */
    static SupportVectorMachine fit(
            double[] k, int n, int[] rows, boolean[] positive, double[] bounds, Stopping stopping) {
        return new Fit(k, n, rows, positive, bounds).solve(stopping);
    }

    private static final class Fit {
        private final double[] k;
        private final int n;
        private final int[] rows;
        private final double[] y;
        private final double[] bounds;
        private final double[] a;
        /** The gradient of the objective. */
        private final double[] g;

        Fit(double[] k, int n, int[] rows, boolean[] positive, double[] bounds) {
            this.k = k;
            this.n = n;
            this.rows = rows;
            this.bounds = bounds;
            y = new double[rows.length];
            Arrays.setAll(y, i -> positive[i] ? 1 : -1);
            a = new double[rows.length];
            g = new double[rows.length];
            Arrays.fill(g, -1);
        }

        SupportVectorMachine solve(Stopping stopping) {
            long most = Math.max(LEAST_MOST_STEPS, (long) MOST_STEPS_PER_ROW * rows.length);
            for (long step = 0; step < most; step++) {
                if (step % STEPS_BETWEEN_CHECKS == 0) {
                    stopping.check().run();
                }
                int i = steepest();
                int j = i < 0 ? -1 : partner(i, stopping.tolerance());
                if (j < 0) {
                    return finished();
                }
                move(i, j);
            }
            throw new NotConvergedException(
                    "the support vector machine of " + rows.length + " structures has not converged after " + most
                            + " steps",
                    Cure.text("Use a smaller model.svc.c"));
        }

        private double kernel(int i, int j) {
            return k[rows[i] * n + rows[j]];
        }

        /** Whether y_i a_i can grow. */
        private boolean canGrow(int i) {
            return y[i] > 0 ? a[i] < bounds[i] : a[i] > 0;
        }

        /** Whether y_i a_i can shrink. */
        private boolean canShrink(int i) {
            return y[i] > 0 ? a[i] > 0 : a[i] < bounds[i];
        }

        private int steepest() {
            int best = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < a.length; i++) {
                if (canGrow(i) && -y[i] * g[i] > most) {
                    most = -y[i] * g[i];
                    best = i;
                }
            }
            return best;
        }

        /** The partner with the largest decrease; −1 if no pair violates the conditions by more than the tolerance. */
        private int partner(int i, double tolerance) {
            double up = -y[i] * g[i];
            double down = Double.POSITIVE_INFINITY;
            int best = -1;
            double least = 0;
            for (int j = 0; j < a.length; j++) {
                if (!canShrink(j)) {
                    continue;
                }
                double v = -y[j] * g[j];
                down = Math.min(down, v);
                double difference = up - v;
                if (difference > 0 && -difference * difference / curvature(i, j) < least) {
                    least = -difference * difference / curvature(i, j);
                    best = j;
                }
            }
            return up - down <= tolerance ? -1 : best;
        }

        private double curvature(int i, int j) {
            return Math.max(LEAST_CURVATURE, kernel(i, i) + kernel(j, j) - 2 * kernel(i, j));
        }

        /** Moves y_i a_i up and y_j a_j down by the same amount. */
        private void move(int i, int j) {
            double t = (y[j] * g[j] - y[i] * g[i]) / curvature(i, j);
            t = Math.min(t, y[i] > 0 ? bounds[i] - a[i] : a[i]);
            t = Math.min(t, y[j] > 0 ? a[j] : bounds[j] - a[j]);
            a[i] = clamped(a[i] + y[i] * t, bounds[i]);
            a[j] = clamped(a[j] - y[j] * t, bounds[j]);
            int rowI = rows[i] * n;
            int rowJ = rows[j] * n;
            for (int s = 0; s < g.length; s++) {
                g[s] += y[s] * t * (k[rowI + rows[s]] - k[rowJ + rows[s]]);
            }
        }

        /** A value that is within rounding of a bound is at it. */
        private static double clamped(double a, double bound) {
            double rounding = 1e-14 * bound;
            return a < rounding ? 0 : a > bound - rounding ? bound : a;
        }

        private SupportVectorMachine finished() {
            double[] coefficients = new double[a.length];
            Arrays.setAll(coefficients, i -> y[i] * a[i]);
            int free = 0;
            double sum = 0;
            double up = Double.POSITIVE_INFINITY;
            double low = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < a.length; i++) {
                double v = -y[i] * g[i];
                if (a[i] > 0 && a[i] < bounds[i]) {
                    free++;
                    sum += v;
                } else if (canGrow(i)) {
                    low = Math.max(low, v);
                } else {
                    up = Math.min(up, v);
                }
            }
            return new SupportVectorMachine(coefficients, free > 0 ? sum / free : (up + low) / 2);
        }
    }
}
