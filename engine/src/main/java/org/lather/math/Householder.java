package org.lather.math;

import java.util.Arrays;

/** Eigenvalues and eigenvectors of symmetric matrices of up to some thousand rows. */
public final class Householder {
    private Householder() {}

    /**
     * Eigenvalues and orthonormal eigenvectors.
     *
     * @param values descending
     * @param vectors [vector][n], flattened
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Eigen(double[] values, double[] vectors) {}

    /**
     * Decomposes a matrix: Householder reflections make it tridiagonal (Golub, Van Loan, Matrix Computations, 4th ed.,
     * §8.3.1), {@link TridiagonalEigen} decomposes that, and the reflections are undone; some 10 n³ operations.
     *
     * @param a the matrix A, symmetric, n × n, row by row; it is overwritten
     * @throws ArithmeticException if elements are not finite
     */
    public static Eigen decompose(double[] a, int n) {
        double[] beta = new double[n];
        double[] beside = new double[Math.max(1, n)];
        double[] p = new double[n];
        // reflection k is in row k of a, right of the diagonal, and leaves one element there
        for (int k = 0; k + 2 < n; k++) {
            int row = k * n;
            double square = 0;
            for (int j = k + 2; j < n; j++) {
                square += a[row + j] * a[row + j];
            }
            double first = a[row + k + 1];
            beside[k] = first;
            if (square == 0) {
                continue;
            }
            double length = Math.sqrt(first * first + square);
            beside[k] = first > 0 ? -length : length;
            a[row + k + 1] = first - beside[k];
            beta[k] = 2 / (a[row + k + 1] * a[row + k + 1] + square);
            reflect(a, n, k, beta[k], p);
        }
        if (n > 1) {
            beside[n - 2] = a[(n - 2) * n + n - 1];
        }
        double[] values = new double[n];
        Arrays.setAll(values, i -> a[i * n + i]);
        double[] v = TridiagonalEigen.decompose(values, beside);
        for (int k = n - 3; k >= 0; k--) {
            for (int i = 0; i < n && beta[k] > 0; i++) {
                double s = 0;
                for (int j = k + 1; j < n; j++) {
                    s += a[k * n + j] * v[i * n + j];
                }
                s *= beta[k];
                for (int j = k + 1; j < n; j++) {
                    v[i * n + j] -= s * a[k * n + j];
                }
            }
        }
        return descending(values, v, n);
    }

    /** Applies reflection k from both sides to the rows and columns after k. */
    private static void reflect(double[] a, int n, int k, double beta, double[] p) {
        int u = k * n;
        double dot = 0;
        for (int i = k + 1; i < n; i++) {
            double s = 0;
            for (int j = k + 1; j < n; j++) {
                s += a[i * n + j] * a[u + j];
            }
            p[i] = beta * s;
            dot += p[i] * a[u + i];
        }
        double half = beta * dot / 2;
        for (int i = k + 1; i < n; i++) {
            p[i] -= half * a[u + i];
        }
        for (int i = k + 1; i < n; i++) {
            double x = a[u + i];
            double y = p[i];
            for (int j = k + 1; j < n; j++) {
                a[i * n + j] -= x * p[j] + y * a[u + j];
            }
        }
    }

    private static Eigen descending(double[] values, double[] vectors, int n) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
        double[] sorted = new double[n];
        double[] rows = new double[n * n];
        for (int k = 0; k < n; k++) {
            sorted[k] = values[order[k]];
            System.arraycopy(vectors, order[k] * n, rows, k * n, n);
        }
        return new Eigen(sorted, rows);
    }
}
