package org.lather.selection;

import java.util.Arrays;
import org.lather.backend.Matrix;

/**
 * Leverage scores by the matrix Bᵀ B of the products of coordinates, for B = (√α X, √(1−α) F) with the residuals X of
 * the points; u = B w / |B w| of its eigenvector w. For targets of the points, F is what their regression on the chosen
 * points leaves of them; for targets Y of the coordinates, F = X H with H = (XᵀX)^(−1/2) Y.
 *
 * <p>The columns of X and of targets of points are kept as one matrix C of products. A choice with the new direction q
 * and the coefficients t of its targets replaces B by B (1 − e fᵀ), e = (q, 0), f = (q, t), and C by C − f (C e)ᵀ − (C
 * e) fᵀ + (eᵀ C e) f fᵀ.
 */
final class CoordinateMoments extends LeverageRun {
    private final ResidualPoints residual;
    private final Mixture mixture;
    private final int n;
    private final int d;
    /** Number of columns of targets of points. */
    private final int beside;

    private final int width;
    private final double[] moments;
    /** [target][coordinate], targets of points: coefficients of their regression on the chosen points. */
    private final double[][] weights;
    /** [target][point or coordinate]: all targets, those of coordinates without components along the chosen points. */
    private final double[][] targets;
    /** [target][coordinate], targets of coordinates. */
    private double[][] factors = {};

    CoordinateMoments(ResidualPoints residual, Mixture mixture) {
        this.residual = residual;
        this.mixture = mixture;
        n = residual.points().size();
        d = residual.points().dimension();
        beside = mixture.ofCoordinates() ? 0 : mixture.count();
        width = d + beside;
        moments = new double[Math.multiplyExact(width, width)];
        weights = new double[beside][d];
        targets = mixture.columns();
    }

    @Override
    int order() {
        return d + mixture.count();
    }

    @Override
    void rebuild() {
        double[] x = residual.residual();
        Matrix all = Matrix.of(x, n, d);
        residual.algebra().syrk(1, all.transpose(), 0, new Matrix(moments, 0, width, d, d));
        double[][] left = new double[beside][];
        for (int t = 0; t < beside; t++) {
            left[t] = left(t);
            double[] sums = new double[d];
            for (int i = 0; i < n; i++) {
                double y = left[t][i];
                for (int k = 0; k < d; k++) {
                    sums[k] += y * x[i * d + k];
                }
            }
            System.arraycopy(sums, 0, moments, (d + t) * width, d);
            for (int s = 0; s <= t; s++) {
                moments[(d + t) * width + d + s] = Points.dot(left[t], 0, left[s], 0, n);
            }
        }
        mirror(moments, width);
    }

    /** What the regression on the chosen points leaves of a target. */
    private double[] left(int t) {
        double[] out = targets[t].clone();
        double[] x = residual.points().values();
        for (int i = 0; i < n; i++) {
            out[i] -= Points.dot(x, i * d, weights[t], 0, d);
        }
        return out;
    }

    @Override
    void prepare() {
        if (mixture.ofCoordinates()) {
            residual.projectAll(targets);
            factors = new double[targets.length][];
            for (int t = 0; t < targets.length; t++) {
                factors[t] = Lanczos.inverseSquareRoot(
                        (x, y) -> symmetric(moments, d, width, x, y), targets[t], Mixture.OMITTED);
            }
        }
    }

    /** The coefficients of the columns of X and of targets of points in B w. */
    private double[] coefficients(double[] w) {
        double point = Math.sqrt(mixture.points());
        double target = Math.sqrt(1 - mixture.points());
        double[] out = new double[width];
        for (int k = 0; k < d; k++) {
            out[k] = point * w[k];
        }
        for (int t = 0; t < beside; t++) {
            out[d + t] = target * w[d + t];
        }
        for (int t = 0; t < factors.length; t++) {
            double s = target * w[d + t];
            for (int k = 0; k < d; k++) {
                out[k] += s * factors[t][k];
            }
        }
        return out;
    }

    @Override
    void apply(double[] w, double[] y) {
        double[] z = new double[width];
        symmetric(moments, width, width, coefficients(w), z);
        double point = Math.sqrt(mixture.points());
        double target = Math.sqrt(1 - mixture.points());
        for (int k = 0; k < d; k++) {
            y[k] = point * z[k];
        }
        for (int t = 0; t < beside; t++) {
            y[d + t] = target * z[d + t];
        }
        for (int t = 0; t < factors.length; t++) {
            y[d + t] = target * Points.dot(factors[t], 0, z, 0, d);
        }
    }

    @Override
    double[] overPoints(double[] vector) {
        double[] c = coefficients(vector);
        double[] x = Arrays.copyOf(c, d);
        double[][] direction = {x};
        // rounding leaves components along chosen points, which the points themselves would enlarge
        residual.projectAll(direction);
        for (int t = 0; t < beside; t++) {
            Lanczos.axpy(-c[d + t], weights[t], x);
        }
        double[] u = new double[n];
        residual.algebra()
                .gemm(1, Matrix.of(residual.points().values(), n, d), Matrix.of(x, d, 1), 0, Matrix.of(u, n, 1));
        for (int t = 0; t < beside; t++) {
            Lanczos.axpy(c[d + t], targets[t], u);
        }
        double norm = Lanczos.norm(u);
        for (int i = 0; i < n && norm > 0; i++) {
            u[i] /= norm;
        }
        return u;
    }

    @Override
    void remove(int c) {
        double length = residual.remove(c);
        if (length == 0) {
            return;
        }
        double[] q = residual.direction();
        double[] f = Arrays.copyOf(q, width);
        for (int t = 0; t < beside; t++) {
            double left = targets[t][c] - Points.dot(residual.points().values(), c * d, weights[t], 0, d);
            f[d + t] = left / length;
            Lanczos.axpy(f[d + t], q, weights[t]);
        }
        double[] g = new double[width];
        symmetric(moments, width, width, Arrays.copyOf(q, width), g);
        double s = Points.dot(q, 0, g, 0, d);
        for (int i = 0; i < width; i++) {
            int at = i * width;
            double fi = f[i];
            double gi = g[i] - s * fi;
            for (int k = 0; k < width; k++) {
                moments[at + k] -= fi * g[k] + gi * f[k];
            }
        }
    }

    @Override
    double largest() {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += moments[k * width + k];
        }
        return sum;
    }
}
