package org.lather.maps;

/** The method of limited-memory BFGS (Nocedal, Wright, Numerical Optimization, 2nd ed., §7.2), with backtracking. */
final class Minimisation {
    private static final int KEPT = 12;
    private static final int TRIALS = 30;
    private static final double DECREASE = 1e-4;

    private final Function function;
    private final int n;
    private final double[][] steps = new double[KEPT][];
    private final double[][] changes = new double[KEPT][];
    private int count;

    /** A function with its gradient. */
    interface Function {
        /**
         * Computes the value.
         *
         * @param gradient overwritten
         */
        double value(double[] x, double[] gradient);
    }

    private Minimisation(Function function, int n) {
        this.function = function;
        this.n = n;
    }

    /**
     * Minimises until an iteration lowers the value by less than a relative tolerance.
     *
     * @param x start; overwritten with the minimum
     * @param iterations largest number of them
     * @return the least value
     */
    static double minimise(Function function, double[] x, int iterations, double tolerance) {
        return new Minimisation(function, x.length).run(x, iterations, tolerance);
    }

    private double run(double[] x, int iterations, double tolerance) {
        double[] gradient = new double[n];
        double value = function.value(x, gradient);
        int small = 0;
        for (int k = 0; k < iterations && small < 3; k++) {
            double[] direction = direction(gradient);
            double slope = dot(direction, gradient);
            if (slope >= 0) {
                count = 0;
                direction = direction(gradient);
                slope = dot(direction, gradient);
            }
            double[] next = new double[n];
            double[] nextGradient = new double[n];
            double length = count == 0 ? first(x, gradient) : 1;
            double reached = value;
            boolean found = false;
            for (int t = 0; t < TRIALS && !found; t++) {
                for (int i = 0; i < n; i++) {
                    next[i] = x[i] + length * direction[i];
                }
                reached = function.value(next, nextGradient);
                found = reached <= value + DECREASE * length * slope;
                length = found ? length : Math.max(0.1, quadratic(value, reached, length * slope)) * length;
            }
            if (!found) {
                if (count == 0) {
                    return value;
                }
                count = 0;
                continue;
            }
            keep(x, gradient, next, nextGradient);
            System.arraycopy(next, 0, x, 0, n);
            gradient = nextGradient;
            small = value - reached <= tolerance * Math.abs(value) ? small + 1 : 0;
            value = reached;
        }
        return value;
    }

    /** The least of the parabola through two values and a slope, as a fraction of the step, at most a half. */
    private static double quadratic(double value, double reached, double slope) {
        double curvature = reached - value - slope;
        return curvature > 0 ? Math.min(0.5, -slope / (2 * curvature)) : 0.5;
    }

    /** The length of the first step, which moves the numbers by a hundredth of their size. */
    private static double first(double[] x, double[] gradient) {
        double g = Math.sqrt(dot(gradient, gradient));
        double size = Math.sqrt(dot(x, x));
        return g == 0 ? 1 : 0.01 * (size == 0 ? 1 : size) / g;
    }

    private void keep(double[] x, double[] g, double[] next, double[] nextG) {
        double[] s = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            s[i] = next[i] - x[i];
            y[i] = nextG[i] - g[i];
        }
        if (dot(s, y) > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) {
            steps[count % KEPT] = s;
            changes[count % KEPT] = y;
            count++;
        }
    }

    private double[] direction(double[] gradient) {
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = -gradient[i];
        }
        int kept = Math.min(count, KEPT);
        double[] alpha = new double[kept];
        for (int k = 0; k < kept; k++) {
            int at = (count - 1 - k) % KEPT;
            alpha[k] = dot(steps[at], d) / dot(steps[at], changes[at]);
            axpy(-alpha[k], changes[at], d);
        }
        if (kept > 0) {
            int last = (count - 1) % KEPT;
            double scale = dot(steps[last], changes[last]) / dot(changes[last], changes[last]);
            for (int i = 0; i < n; i++) {
                d[i] *= scale;
            }
        }
        for (int k = kept - 1; k >= 0; k--) {
            int at = (count - 1 - k) % KEPT;
            double beta = dot(changes[at], d) / dot(steps[at], changes[at]);
            axpy(alpha[k] - beta, steps[at], d);
        }
        return d;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void axpy(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }
}
