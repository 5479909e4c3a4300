package org.lather.training;

import java.util.List;

/** min |A x − b| by Householder reflections (Golub, Van Loan, algorithm 5.2.1). */
final class LeastSquares {
    private LeastSquares() {}

    static double[] solve(List<double[]> rows, List<Double> right) {
        int m = rows.size();
        int n = rows.get(0).length;
        double[][] a = new double[m][];
        for (int i = 0; i < m; i++) {
            a[i] = java.util.Arrays.copyOf(rows.get(i), n + 1);
            a[i][n] = right.get(i);
        }
        for (int k = 0; k < n; k++) {
            double norm = 0;
            for (int i = k; i < m; i++) {
                norm = Math.hypot(norm, a[i][k]);
            }
            double alpha = a[k][k] > 0 ? -norm : norm;
            double[] v = new double[m];
            double squares = 0;
            for (int i = k; i < m; i++) {
                v[i] = a[i][k] - (i == k ? alpha : 0);
                squares += v[i] * v[i];
            }
            for (int j = k; j <= n && squares > 0; j++) {
                double s = 0;
                for (int i = k; i < m; i++) {
                    s += v[i] * a[i][j];
                }
                for (int i = k; i < m; i++) {
                    a[i][j] -= 2 * s / squares * v[i];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double s = a[i][n];
            for (int j = i + 1; j < n; j++) {
                s -= a[i][j] * x[j];
            }
            x[i] = s / a[i][i];
        }
        return x;
    }
}
