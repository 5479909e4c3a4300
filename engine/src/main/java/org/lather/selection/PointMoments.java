package org.lather.selection;

import org.lather.backend.Matrix;

/**
 * Leverage scores by the matrix α G + (1 − α) F Fᵀ of the products of points, G = X Xᵀ for the residuals X of the
 * points. For targets of the points, F is what their regression on the chosen points leaves of them; for targets Y of
 * the coordinates, F = G^(−1/2) X Y. A choice c with column g of G gives G − g gᵀ / g_c and T − g t_c / g_c for T = F
 * or T = X Y.
 */
final class PointMoments extends LeverageRun {
    private final ResidualPoints residual;
    private final Mixture mixture;
    private final int n;
    private final double[] gram;
    /** [target][point]: what is left of the targets, or X Y. */
    private double[][] moments;
    /** [target][point]. */
    private double[][] factors;

    PointMoments(ResidualPoints residual, Mixture mixture) {
        this.residual = residual;
        this.mixture = mixture;
        n = residual.points().size();
        gram = new double[Math.multiplyExact(n, n)];
        moments = mixture.columns();
        factors = moments;
    }

    @Override
    int order() {
        return n;
    }

    @Override
    void rebuild() {
        int d = residual.points().dimension();
        double[] x = residual.residual();
        residual.algebra().syrk(1, Matrix.of(x, n, d), 0, Matrix.of(gram, n, n));
        mirror(gram, n);
        if (mixture.ofCoordinates()) {
            double[][] targets = mixture.columns();
            residual.projectAll(targets);
            double[][] products = new double[targets.length][n];
            for (int t = 0; t < targets.length; t++) {
                for (int i = 0; i < n; i++) {
                    products[t][i] = Points.dot(x, i * d, targets[t], 0, d);
                }
            }
            moments = products;
        }
    }

    @Override
    void prepare() {
        factors = moments;
        if (mixture.ofCoordinates()) {
            factors = new double[moments.length][];
            for (int t = 0; t < moments.length; t++) {
                factors[t] =
                        Lanczos.inverseSquareRoot((x, y) -> symmetric(gram, n, n, x, y), moments[t], Mixture.OMITTED);
            }
        }
    }

    @Override
    void apply(double[] x, double[] y) {
        symmetric(gram, n, n, x, y);
        double alpha = mixture.points();
        for (int i = 0; i < n && alpha != 1; i++) {
            y[i] *= alpha;
        }
        for (double[] f : factors) {
            Lanczos.axpy((1 - alpha) * Points.dot(f, 0, x, 0, n), f, y);
        }
    }

    @Override
    double[] overPoints(double[] vector) {
        return vector;
    }

    @Override
    void remove(int c) {
        residual.remove(c);
        double[] g = new double[n];
        System.arraycopy(gram, c * n, g, 0, n);
        double own = g[c];
        if (own <= 0) {
            return;
        }
        for (double[] t : moments) {
            Lanczos.axpy(-t[c] / own, g, t);
        }
        for (int i = 0; i < n; i++) {
            double s = g[i] / own;
            int at = i * n;
            for (int k = 0; k < n; k++) {
                gram[at + k] -= s * g[k];
            }
        }
        for (int i = 0; i < n; i++) {
            gram[c * n + i] = 0;
            gram[i * n + c] = 0;
        }
    }

    @Override
    double largest() {
        double most = 0;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, gram[i * n + i]);
        }
        return most;
    }
}
