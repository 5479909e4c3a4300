package org.lather.electrons;

import org.lather.backend.NotPositiveDefiniteException;

/** Solves small symmetric positive definite systems in the calling thread. */
final class CholeskySolver {
    private static final double JITTER = 1e-12;

    private CholeskySolver() {}

    /**
     * Replaces a matrix by its factor, A = L Lᵀ.
     *
     * @param a [n][n], of which the lower triangle is read and replaced
     * @throws NotPositiveDefiniteException if a pivot is not positive
     */
    static void factor(double[] a, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double s = a[i * n + j] - dot(a, i * n, a, j * n, j);
                if (j < i) {
                    a[i * n + j] = s / a[j * n + j];
                } else if (s > 0) {
                    a[i * n + i] = Math.sqrt(s);
                } else {
                    throw new NotPositiveDefiniteException(i, s, JITTER);
                }
            }
        }
    }

    /** Replaces x by A⁻¹ x; the matrix is overwritten. */
    static void solve(double[] a, double[] x) {
        factor(a, x.length);
        solveFactored(a, x.length, x, 0);
    }

    /** Replaces n numbers x from an offset on by (L Lᵀ)⁻¹ x. */
    static void solveFactored(double[] l, int n, double[] x, int offset) {
        for (int i = 0; i < n; i++) {
            x[offset + i] = (x[offset + i] - dot(l, i * n, x, offset, i)) / l[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            double own = x[offset + i] / l[i * n + i];
            x[offset + i] = own;
            for (int j = 0; j < i; j++) {
                x[offset + j] -= l[i * n + j] * own;
            }
        }
    }

    /** Sums products in four partial sums, which the processor adds independently. */
    static double dot(double[] a, int from, double[] b, int offset, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < n; k += 4) {
            s0 += a[from + k] * b[offset + k];
            s1 += a[from + k + 1] * b[offset + k + 1];
            s2 += a[from + k + 2] * b[offset + k + 2];
            s3 += a[from + k + 3] * b[offset + k + 3];
        }
        for (; k < n; k++) {
            s0 += a[from + k] * b[offset + k];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
