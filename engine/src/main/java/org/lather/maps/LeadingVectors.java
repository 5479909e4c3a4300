package org.lather.maps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.lather.selection.Lanczos;

/**
 * Eigenvectors of the largest eigenvalues of a symmetric positive semi-definite matrix.
 *
 * @param vectors [vector][n], orthonormal, the largest number of each positive
 * @param values eigenvalues, descending
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
record LeadingVectors(double[][] vectors, double[] values) {
    private static final double ZERO = 1e-12;

    /** Difference of eigenvalues, relative to the largest, within which they are equal. */
    private static final double EQUAL = 1e-10;

    /**
     * Computes the eigenvectors of a matrix [n][n]; those that the matrix lacks are zero.
     *
     * @param count number of eigenvectors
     */
    static LeadingVectors of(double[] matrix, int n, int count, RowWorkers workers) {
        Lanczos.Operator operator = (x, y) -> workers.each(n, (from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = product(matrix, i * n, x);
            }
        });
        SplittableRandom random = new SplittableRandom(1);
        double[] start = random.doubles(n, -1, 1).toArray();
        List<Pair> found = new ArrayList<>();
        for (double[] v : Lanczos.leading(operator, n, start, Math.min(n, count), Math.min(n, count))
                .vectors()) {
            found.add(Pair.of(operator, v));
        }
        // iterations from one start reach one vector of each eigenvalue: others start beside all that are known
        boolean more = found.size() > 0;
        while (more) {
            more = complete(operator, found, random.doubles(n, -1, 1).toArray(), count);
        }
        double[][] vectors = new double[count][];
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            boolean zero = k >= found.size() || found.get(k).value <= ZERO * found.get(0).value;
            vectors[k] = zero ? new double[n] : found.get(k).vector;
            values[k] = zero ? 0 : found.get(k).value;
            orient(vectors[k]);
        }
        return new LeadingVectors(vectors, values);
    }

    /** An eigenvector and its eigenvalue. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Pair(double[] vector, double value) {
        static Pair of(Lanczos.Operator operator, double[] vector) {
            double[] image = new double[vector.length];
            operator.apply(vector, image);
            return new Pair(vector, product(image, 0, vector));
        }
    }

    /**
     * Searches the leading vector of the rest of a matrix, and adds it if it is among the leading ones of all.
     *
     * @param found vectors by descending eigenvalues
     * @return whether a vector was added
     */
    private static boolean complete(Lanczos.Operator operator, List<Pair> found, double[] start, int count) {
        int n = start.length;
        if (found.size() >= n) {
            return false;
        }
        List<Pair> known = List.copyOf(found);
        Lanczos.Operator rest = (x, y) -> {
            operator.apply(x, y);
            known.forEach(p -> add(-p.value * product(p.vector, 0, x), p.vector, y));
        };
        known.forEach(p -> add(-product(p.vector, 0, start), p.vector, start));
        double[][] leading = Lanczos.leading(rest, n, start, 1, 1).vectors();
        if (leading.length == 0) {
            return false;
        }
        double[] v = leading[0];
        known.forEach(p -> add(-product(p.vector, 0, v), p.vector, v));
        double norm = Math.sqrt(product(v, 0, v));
        if (norm < 0.5) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            v[i] /= norm;
        }
        Pair next = Pair.of(operator, v);
        double largest = known.get(0).value;
        boolean full = found.size() >= count;
        double least = full ? known.get(count - 1).value + EQUAL * largest : ZERO * largest;
        if (next.value <= least) {
            return false;
        }
        found.add(next);
        found.sort(Comparator.comparingDouble(p -> -p.value));
        if (full) {
            found.remove(count);
        }
        return true;
    }

    /** Computes y := y + a x. */
    private static void add(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    private static void orient(double[] v) {
        double largest = 0;
        for (double x : v) {
            largest = Math.abs(x) > Math.abs(largest) ? x : largest;
        }
        for (int i = 0; i < v.length && largest < 0; i++) {
            v[i] = -v[i];
        }
    }

    static double product(double[] a, int at, double[] x) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < x.length; k += 4) {
            s0 += a[at + k] * x[k];
            s1 += a[at + k + 1] * x[k + 1];
            s2 += a[at + k + 2] * x[k + 2];
            s3 += a[at + k + 3] * x[k + 3];
        }
        for (; k < x.length; k++) {
            s0 += a[at + k] * x[k];
        }
        return s0 + s1 + (s2 + s3);
    }
}
