package org.lather.maps;

import java.util.Arrays;

/**
 * The position of one point beside fixed ones with the least sum of (S(D_j) − s(d_j))², by the method of Levenberg and
 * Marquardt (Nocedal, Wright, Numerical Optimization, 2nd ed., §10.3). Used by one thread.
 */
final class PointFit {
    private static final int ITERATIONS = 40;
    private static final double CONVERGED = 1e-10;

    private final double[] fixed;
    private final int count;
    private final int dimensions;
    private final Sigmoid low;
    private final double[] normal;
    private final double[] right;
    private final double[] trial;

    /** @param fixed positions of the fixed points, [point][dimension] */
    PointFit(double[] fixed, int dimensions, Sigmoid low) {
        this.fixed = fixed;
        this.count = fixed.length / dimensions;
        this.dimensions = dimensions;
        this.low = low;
        this.normal = new double[dimensions * dimensions];
        this.right = new double[dimensions];
        this.trial = new double[dimensions];
    }

    /**
     * Moves a position to a minimum.
     *
     * @param transformed S(D_j) from an offset
     * @param except index of a fixed point that is not taken into account, or −1
     * @param x start; overwritten
     * @return the least sum
     */
    double minimise(double[] transformed, int from, int except, double[] x) {
        double damping = 1e-3;
        double value = system(transformed, from, except, x);
        for (int k = 0; k < ITERATIONS; k++) {
            step(x, damping);
            double reached = sum(transformed, from, except, trial);
            if (reached < value) {
                boolean done = value - reached <= CONVERGED * value;
                System.arraycopy(trial, 0, x, 0, dimensions);
                if (done) {
                    return reached;
                }
                value = system(transformed, from, except, x);
                damping = Math.max(1e-12, damping / 10);
            } else if (damping > 1e8) {
                return value;
            } else {
                damping *= 10;
            }
        }
        return value;
    }

    private double sum(double[] transformed, int from, int except, double[] x) {
        double sum = 0;
        for (int j = 0; j < count; j++) {
            double r =
                    transformed[from + j] - low.ofSquare(SketchStress.square(x, 0, fixed, j * dimensions, dimensions));
            sum += j == except ? 0 : r * r;
        }
        return sum;
    }

    /** Computes the normal matrix JᵀJ, the right-hand side Jᵀr and the sum of squares. */
    private double system(double[] transformed, int from, int except, double[] x) {
        Arrays.fill(normal, 0);
        Arrays.fill(right, 0);
        double sum = 0;
        for (int j = 0; j < count; j++) {
            if (j == except) {
                continue;
            }
            double square = SketchStress.square(x, 0, fixed, j * dimensions, dimensions);
            double s = low.ofSquare(square);
            double r = transformed[from + j] - s;
            double slope = 2 * low.slope(square, s);
            sum += r * r;
            for (int k = 0; k < dimensions; k++) {
                double dk = slope * (x[k] - fixed[j * dimensions + k]);
                right[k] += dk * r;
                for (int l = 0; l <= k; l++) {
                    normal[k * dimensions + l] += dk * slope * (x[l] - fixed[j * dimensions + l]);
                }
            }
        }
        return sum;
    }

    /** Solves (JᵀJ + damping diag(JᵀJ) + tiny) δ = Jᵀr by Cholesky; the trial is x + δ. */
    private void step(double[] x, double damping) {
        int d = dimensions;
        double[] l = new double[d * d];
        double trace = 1e-300;
        for (int k = 0; k < d; k++) {
            trace += normal[k * d + k];
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double v = normal[i * d + j] + (i == j ? damping * (normal[i * d + i] + 1e-6 * trace) : 0);
                for (int k = 0; k < j; k++) {
                    v -= l[i * d + k] * l[j * d + k];
                }
                l[i * d + j] = i == j ? Math.sqrt(Math.max(v, 1e-12 * trace)) : v / l[j * d + j];
            }
        }
        for (int i = 0; i < d; i++) {
            double v = right[i];
            for (int k = 0; k < i; k++) {
                v -= l[i * d + k] * trial[k];
            }
            trial[i] = v / l[i * d + i];
        }
        for (int i = d - 1; i >= 0; i--) {
            double v = trial[i];
            for (int k = i + 1; k < d; k++) {
                v -= l[k * d + i] * trial[k];
            }
            trial[i] = v / l[i * d + i];
        }
        for (int k = 0; k < d; k++) {
            trial[k] += x[k];
        }
    }
}
