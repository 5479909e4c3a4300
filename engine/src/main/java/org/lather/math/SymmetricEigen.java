package org.lather.math;

import java.util.Arrays;

/** Eigenvalues and eigenvectors of small symmetric matrices. */
public final class SymmetricEigen {
    private static final int SWEEPS = 60;

    private SymmetricEigen() {}

    /**
     * Computes all eigenvalues and eigenvectors by cyclic Jacobi rotations (Golub, Van Loan, Matrix Computations, 4th
     * ed., §8.5), in some 100 n³ operations.
     *
     * @param a the matrix A, symmetric, n × n, row by row; it is overwritten
     * @param v on return the orthonormal eigenvectors, n × n, row by row: column k belongs to eigenvalue k; all zero
     *     before
     * @return the n eigenvalues, in no particular order
     */
    public static double[] jacobi(double[] a, int n, double[] v) {
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (Math.abs(a[p * n + q]) > 1e-300) {
                        rotate(a, v, n, p, q);
                    }
                }
            }
        }
        double[] values = new double[n];
        Arrays.setAll(values, i -> a[i * n + i]);
        return values;
    }

    private static void rotate(double[] a, double[] v, int n, int p, int q) {
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < n; k++) {
            double x = a[k * n + p];
            double y = a[k * n + q];
            a[k * n + p] = c * x - s * y;
            a[k * n + q] = s * x + c * y;
        }
        for (int k = 0; k < n; k++) {
            double x = a[p * n + k];
            double y = a[q * n + k];
            a[p * n + k] = c * x - s * y;
            a[q * n + k] = s * x + c * y;
            double z = v[k * n + p];
            double w = v[k * n + q];
            v[k * n + p] = c * z - s * w;
            v[k * n + q] = s * z + c * w;
        }
    }
}
