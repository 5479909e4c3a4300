package org.lather.selection;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.math.TridiagonalEigen;

/**
 * Lanczos iterations with full orthogonalisation (Golub, Van Loan, Matrix Computations, 4th ed., §10.1) for a symmetric
 * positive semi-definite matrix A of n rows: V Aᵀ Vᵀ = T with orthonormal rows V and tridiagonal T.
 */
public final class Lanczos {
    /** Product of the matrix with a vector. */
    public interface Operator {
        /** @param y receives A x; both have n numbers */
        void apply(double[] x, double[] y);
    }

    /** Largest number of iterations before a restart from the best vectors. */
    private static final int STEPS = 160;

    private static final int RESTARTS = 40;

    /** Residual |A v − θ v| of an eigenvector that has converged, relative to its distance from the next eigenvalue. */
    private static final double CONVERGED = 1e-10;

    /** Residual relative to the largest eigenvalue, of which rounding leaves no smaller one. */
    private static final double ROUNDING = 1e-14;

    /** Relative change of a vector that has converged. */
    private static final double UNCHANGED = 1e-12;

    private final Operator operator;
    private final int n;
    private double[][] basis = new double[16][];
    private double[] diagonal = new double[16];
    private double[] beside = new double[16];
    private int steps;
    private boolean invariant;

    private Lanczos(Operator operator, int n, double[] start) {
        this.operator = operator;
        this.n = n;
        double norm = norm(start);
        invariant = norm == 0;
        basis[0] = new double[n];
        for (int i = 0; i < n && norm > 0; i++) {
            basis[0][i] = start[i] / norm;
        }
    }

    /** The largest number of bytes of an iteration that is not restarted. */
    static long bytes(long n) {
        return 16 * n * n;
    }

    /**
     * Eigenvectors of the largest eigenvalues, the largest first.
     *
     * @param vectors [vector][n], orthonormal; fewer than requested if the start reaches no more
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Leading(double[][] vectors) {}

    /**
     * The eigenvectors of the largest eigenvalues, and some approximate ones after them.
     *
     * @param start not orthogonal to the eigenvectors
     * @param converged number of eigenvectors that converge
     * @param kept number of eigenvectors that are returned, at least as large
     */
    public static Leading leading(Operator operator, int n, double[] start, int converged, int kept) {
        double[] from = start;
        for (int r = 0; ; r++) {
            Lanczos l = new Lanczos(operator, n, from);
            boolean done = l.converge(Math.min(n, STEPS), converged);
            double[][] best = l.best(kept);
            if (done || r == RESTARTS || best.length == 0) {
                return new Leading(best);
            }
            from = combination(best, n);
        }
    }

    /** A start of the next iteration: a sum of vectors with falling weights. */
    static double[] combination(double[][] vectors, int n) {
        double[] out = new double[n];
        for (int k = 0; k < vectors.length; k++) {
            axpy(1.0 / (k + 1), vectors[k], out);
        }
        return out;
    }

    private boolean converge(int most, int wanted) {
        int next = Math.max(8, 2 * wanted);
        while (!invariant && steps < most) {
            step();
            if (steps == next || invariant || steps == most) {
                if (isConverged(wanted)) {
                    return true;
                }
                next = steps + Math.max(4, steps / 4);
            }
        }
        return invariant || steps == n;
    }

    private boolean isConverged(int wanted) {
        double[] d = Arrays.copyOf(diagonal, steps);
        double[] v = TridiagonalEigen.decompose(d, Arrays.copyOf(beside, steps));
        int[] order = descending(d);
        for (int k = 0; k < wanted; k++) {
            if (k >= steps) {
                return invariant;
            }
            double residual = Math.abs(beside[steps - 1] * v[order[k] * steps + steps - 1]);
            double apart = k + 1 < steps ? d[order[k]] - d[order[k + 1]] : 0;
            if (residual > Math.max(CONVERGED * apart, ROUNDING * d[order[0]])) {
                return invariant;
            }
        }
        return true;
    }

    private double[][] best(int count) {
        double[] d = Arrays.copyOf(diagonal, steps);
        double[] v = TridiagonalEigen.decompose(d, Arrays.copyOf(beside, steps));
        int[] order = descending(d);
        double[][] out = new double[Math.min(count, steps)][];
        for (int k = 0; k < out.length; k++) {
            out[k] = combined(v, order[k] * steps);
        }
        return out;
    }

    private double[] combined(double[] weights, int from) {
        double[] out = new double[n];
        for (int j = 0; j < steps; j++) {
            axpy(weights[from + j], basis[j], out);
        }
        return out;
    }

    private static int[] descending(double[] d) {
        return IntStream.range(0, d.length)
                .boxed()
                .sorted((a, b) -> Double.compare(d[b], d[a]))
                .mapToInt(i -> i)
                .toArray();
    }

    /**
     * Computes A^(−1/2) b, where eigenvalues of A up to a threshold are omitted.
     *
     * @param b in the range of A
     */
    static double[] inverseSquareRoot(Operator operator, double[] b, double threshold) {
        int n = b.length;
        Lanczos l = new Lanczos(operator, n, b);
        double[] out = new double[n];
        double norm = norm(b);
        int next = 16;
        while (!l.invariant && l.steps < n) {
            l.step();
            if (l.steps == next || l.invariant || l.steps == n) {
                double[] before = out;
                out = l.inverseSquareRoot(norm, threshold);
                double[] change = out.clone();
                axpy(-1, before, change);
                if (norm(change) <= UNCHANGED * norm(out)) {
                    return out;
                }
                next = 2 * l.steps;
            }
        }
        return out;
    }

    private double[] inverseSquareRoot(double norm, double threshold) {
        double[] d = Arrays.copyOf(diagonal, steps);
        double[] v = TridiagonalEigen.decompose(d, Arrays.copyOf(beside, steps));
        double[] weights = new double[steps];
        for (int k = 0; k < steps; k++) {
            if (d[k] > threshold) {
                double factor = norm * v[k * steps] / Math.sqrt(d[k]);
                for (int j = 0; j < steps; j++) {
                    weights[j] += factor * v[k * steps + j];
                }
            }
        }
        return combined(weights, 0);
    }

    private void step() {

        if (steps + 1 >= basis.length) {
            basis = Arrays.copyOf(basis, 2 * basis.length);
            diagonal = Arrays.copyOf(diagonal, basis.length);
            beside = Arrays.copyOf(beside, basis.length);
        }
        double[] v = basis[steps];
        double[] w = new double[n];
        operator.apply(v, w);
        double before = norm(w);
        diagonal[steps] = Points.dot(v, 0, w, 0, n);
        // the recurrence of three terms, then all vectors once: twice is enough (Parlett)
        axpy(-diagonal[steps], v, w);
        if (steps > 0) {
            axpy(-beside[steps - 1], basis[steps - 1], w);
        }
        for (int j = steps; j >= 0; j--) {
            axpy(-Points.dot(basis[j], 0, w, 0, n), basis[j], w);
        }
        double length = norm(w);
        beside[steps] = length;
        steps++;
        invariant = length <= 1e-14 * before || length == 0;
        for (int i = 0; i < n && !invariant; i++) {
            w[i] /= length;
        }
        basis[steps] = w;
    }

    static double norm(double[] x) {
        return Math.sqrt(Points.dot(x, 0, x, 0, x.length));
    }

    /** Computes y := y + a x. */
    static void axpy(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }
}
