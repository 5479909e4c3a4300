package org.lather.math;

/** Eigenvalues and eigenvectors of symmetric tridiagonal matrices. */
public final class TridiagonalEigen {
    private static final int SWEEPS = 60;

    private TridiagonalEigen() {}

    /**
     * Computes all eigenvalues and eigenvectors by the implicit QL algorithm with Wilkinson's shift (Golub, Van Loan,
     * Matrix Computations, 4th ed., §8.3), in some 6 n³ operations.
     *
     * @param diagonal the n diagonal elements; on return the eigenvalues, in no particular order
     * @param beside the n − 1 elements beside the diagonal and one more of any value; overwritten
     * @return the orthonormal eigenvectors, n × n: row k belongs to eigenvalue k
     * @throws ArithmeticException if elements are not finite
     */
    public static double[] decompose(double[] diagonal, double[] beside) {
        int n = diagonal.length;
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
        if (n > 0) {
            beside[n - 1] = 0;
        }
        for (int l = 0; l < n; l++) {
            int m = end(diagonal, beside, l);
            for (int sweep = 0; m != l; sweep++) {
                if (sweep == SWEEPS) {
                    throw new ArithmeticException("the eigenvalues of a tridiagonal matrix do not converge");
                }
                sweep(diagonal, beside, l, m, v);
                m = end(diagonal, beside, l);
            }
        }
        return v;
    }

    /** The last row of the block that begins at a row: the element beside its diagonal is negligible. */
    private static int end(double[] d, double[] e, int l) {
        int m = l;
        while (m < d.length - 1 && Math.abs(e[m]) > Math.ulp(Math.abs(d[m]) + Math.abs(d[m + 1])) / 2) {
            m++;
        }
        return m;
    }

    private static void sweep(double[] d, double[] e, int l, int m, double[] v) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = Math.hypot(g, 1);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(r, g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            rotate(v, d.length, i, c, s);
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static void rotate(double[] v, int n, int i, double c, double s) {
        int a = i * n;
        int b = a + n;
        for (int k = 0; k < n; k++) {
            double x = v[a + k];
            double y = v[b + k];
            v[b + k] = s * x + c * y;
            v[a + k] = c * x - s * y;
        }
    }
}
