package org.lather.match;

import java.util.Arrays;

/**
 * The linear system of a regularised match, H x = b with H = diag(c) − n PᵀP for a plan P [n][m] whose rows have their
 * sums, and c the sums of its columns. H has the null vector of equal numbers; the last component of x is 0. It has the
 * memory for one system at a time.
 */
final class DualSystem {
    private double[] h = new double[0];
    private int m;

    /** Sets the plan, [n][m]. */
    void set(double[] p, double[] c, int n, int columns) {
        m = columns;
        if (h.length < m * m) {
            h = new double[m * m];
        }
        Arrays.fill(h, 0, m * m, 0);
        for (int i = 0; i < n; i++) {
            int row = i * m;
            for (int j = 0; j < m; j++) {
                double f = -n * p[row + j];
                // what is this small is lost beside c, and would be slow as a subnormal number
                if (f < -1e-40) {
                    add(f, p, row + j, h, j * m + j, m - j);
                }
            }
        }
        for (int j = 0; j < m; j++) {
            h[j * m + j] += c[j];
        }
    }

    private static void add(double f, double[] x, int from, double[] y, int to, int count) {
        for (int l = 0; l < count; l++) {
            y[to + l] += f * x[from + l];
        }
    }

    /**
     * Solves the system by a Cholesky decomposition H = UᵀU, once for each plan. The last pivot belongs to the null
     * vector; pivots that are lost to rounding are replaced by the scale of rounding errors.
     *
     * @param x b before and the solution after
     */
    void solve(double[] x) {
        double least = 1e-15 / m;
        for (int j = 0; j < m; j++) {
            int row = j * m;
            // the inverse of the pivot is kept
            double inverse = j == m - 1 ? 0 : 1 / Math.sqrt(Math.max(h[row + j], least));
            h[row + j] = inverse;
            x[j] *= inverse;
            for (int l = j + 1; l < m; l++) {
                h[row + l] *= inverse;
            }
            for (int l = j + 1; l < m; l++) {
                double f = -h[row + l];
                if (f != 0) {
                    add(f, h, row + l, h, l * m + l, m - l);
                }
            }
            add(-x[j], h, row + j + 1, x, j + 1, m - j - 1);
        }
        for (int j = m - 1; j >= 0; j--) {
            double s = x[j];
            for (int q = j + 1; q < m; q++) {
                s -= h[j * m + q] * x[q];
            }
            x[j] = s * h[j * m + j];
        }
    }
}
