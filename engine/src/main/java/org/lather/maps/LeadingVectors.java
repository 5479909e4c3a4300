package org.lather.maps;

import java.util.Arrays;
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
        double[][] found = Lanczos.leading(operator, n, start, Math.min(n, count), Math.min(n, count))
                .vectors();
        double[][] vectors = new double[count][];
        double[] values = new double[count];
        double[] image = new double[n];
        for (int k = 0; k < count; k++) {
            vectors[k] = k < found.length ? found[k] : new double[n];
            operator.apply(vectors[k], image);
            values[k] = product(image, 0, vectors[k]);
            if (values[k] <= ZERO * values[0]) {
                values[k] = 0;
                Arrays.fill(vectors[k], 0);
            }
            orient(vectors[k]);
        }
        return new LeadingVectors(vectors, values);
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
