package org.lather.selection;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.lather.execution.Execution;

/** A selection by leverage scores: those of a matrix of second moments that each choice deflates. */
abstract class LeverageRun {
    /** Largest norm of a residual, relative to the largest norm of a point, of points that are linear combinations. */
    private static final double DEPENDENT = 1e-12;

    /**
     * Decrease of the largest squared norm of a residual after which the matrix is computed again from the points: in
     * between, differences lose as many digits.
     */
    private static final double DECREASE = 1e-5;

    /** Number of eigenvectors beside the wanted ones that start the next iteration. */
    private static final int MORE = 4;

    /** Norm of the random part of a start, relative to the rest. */
    private static final double RANDOM = 1e-2;

    private double[][] started = {};

    /**
     * A run on the smaller of the matrices of products of points and of coordinates.
     *
     * @param mixture whose targets fit the points
     */
    static LeverageRun of(ResidualPoints residual, Mixture mixture) {
        return residual.points().size() <= residual.points().dimension()
                ? new PointMoments(residual, mixture)
                : new CoordinateMoments(residual, mixture);
    }

    /** The largest number of bytes of a run in addition to the points. */
    static long bytes(long size, long dimension, long count, long targets) {
        long smaller = Math.min(size, dimension + targets);
        long basis = 8 * Math.min(count, dimension) * dimension;
        // the matrix, the residual of the points and their components along the basis while it is computed again, and
        // the vectors of an iteration
        return 8 * smaller * smaller
                + basis
                + 8 * size * (dimension + Math.min(count, dimension))
                + Lanczos.bytes(Math.min(smaller, targets > 0 ? smaller : 160))
                + 8 * (targets + 8) * (size + dimension);
    }

    /** The order of the matrix. */
    abstract int order();

    /** Computes the product of the matrix with a vector, y := A x. */
    abstract void apply(double[] x, double[] y);

    /**
     * The left singular vector of the points, or of points and targets, that belongs to an eigenvector.
     *
     * @param vector unit eigenvector of the matrix
     * @return [point], with the norm 1
     */
    abstract double[] overPoints(double[] vector);

    /** Removes a point from the matrix. */
    abstract void remove(int point);

    /** The largest squared norm of a residual of a point, or their sum: whether anything is left of the points. */
    abstract double largest();

    /** Computes the matrix again from the residuals of the points. */
    abstract void rebuild();

    /** Prepares the matrix for products with vectors, after all changes of a choice. */
    abstract void prepare();

    final Selection choose(int count, int vectors, Execution execution) {
        rebuild();
        double first = largest();
        double built = first;
        double[] scores = new double[count];
        int[] chosen = new int[count];
        boolean[] taken = new boolean[0];
        int size = 0;
        while (size < count && largest() > DEPENDENT * DEPENDENT * first) {
            if (largest() < DECREASE * built) {
                rebuild();
                built = largest();
                continue;
            }
            prepare();
            double[] pi = scores(vectors);
            taken = taken.length == 0 ? new boolean[pi.length] : taken;
            int best = -1;
            for (int i = 0; i < pi.length; i++) {
                if (!taken[i] && (best < 0 || pi[i] > pi[best])) {
                    best = i;
                }
            }
            taken[best] = true;
            chosen[size] = best;
            scores[size++] = pi[best];
            execution.progress().advance(1);
            execution.check("Nothing was written.");
            if (size < count) {
                remove(best);
            }
        }
        return new Selection(Arrays.copyOf(chosen, size), Arrays.copyOf(scores, size));
    }

    private double[] scores(int vectors) {
        Lanczos.Leading leading = Lanczos.leading(this::apply, order(), start(), vectors, vectors + MORE);
        started = leading.vectors();
        double[] pi = new double[0];
        for (int k = 0; k < Math.min(vectors, started.length); k++) {
            double[] u = overPoints(started[k]);
            pi = pi.length == 0 ? new double[u.length] : pi;
            for (int i = 0; i < u.length; i++) {
                pi[i] += u[i] * u[i];
            }
        }
        return pi;
    }

    /** A start that is not orthogonal to any eigenvector: those of the previous choice, and a random part. */
    private double[] start() {
        int n = order();
        double[] out = Lanczos.combination(started, n);
        double norm = started.length == 0 ? 1 : Lanczos.norm(out);
        SplittableRandom random = new SplittableRandom(1);
        double size = RANDOM * norm * Math.sqrt(3.0 / n);
        for (int i = 0; i < n; i++) {
            out[i] += size * (2 * random.nextDouble() - 1);
        }
        return out;
    }

    /** Computes y := A x for a symmetric matrix A whose rows are stored at a distance. */
    static void symmetric(double[] a, int n, int stride, double[] x, double[] y) {
        Arrays.fill(y, 0, n, 0);
        int i = 0;
        for (; i + 3 < n; i += 4) {
            add(a, stride, n, x, i, y);
        }
        for (; i < n; i++) {
            double s = x[i];
            int at = i * stride;
            for (int k = 0; k < n; k++) {
                y[k] += s * a[at + k];
            }
        }
    }

    private static void add(double[] a, int stride, int n, double[] x, int i, double[] y) {
        int at = i * stride;
        double s0 = x[i];
        double s1 = x[i + 1];
        double s2 = x[i + 2];
        double s3 = x[i + 3];
        int a1 = at + stride;
        int a2 = a1 + stride;
        int a3 = a2 + stride;
        for (int k = 0; k < n; k++) {
            y[k] += s0 * a[at + k] + s1 * a[a1 + k] + s2 * a[a2 + k] + s3 * a[a3 + k];
        }
    }

    /** The elements above the diagonal become those below it. */
    static void mirror(double[] a, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j * n + i] = a[i * n + j];
            }
        }
    }
}
