package org.lather.relax;

/**
 * The exponential F = exp U of a symmetric 3×3 matrix U = Q Λ Qᵀ, with its derivative. Matrices are flattened row by
 * row.
 *
 * <p>The derivative in a direction V is Q (Φ ∘ Qᵀ V Q) Qᵀ with Φ_ij = (e^λi − e^λj)/(λi − λj), e^λi on the diagonal
 * (Daleckii and Krein; Higham, Functions of Matrices, SIAM 2008, theorem 3.11, doi:10.1137/1.9780898717778). It is its
 * own adjoint.
 */
final class SymmetricExponential {
    private static final int SWEEPS = 30;

    /** Eigenvectors Q, in columns, and eigenvalues λ. */
    private final double[] q = {1, 0, 0, 0, 1, 0, 0, 0, 1};

    private final double[] lambda = new double[3];

    SymmetricExponential(double[] u) {
        double[] a = u.clone();
        double scale = 0;
        for (double x : a) {
            scale = Math.max(scale, Math.abs(x));
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double off = Math.abs(a[1]) + Math.abs(a[2]) + Math.abs(a[5]);
            if (off <= 1e-17 * scale) {
                break;
            }
            rotate(a, 0, 1);
            rotate(a, 0, 2);
            rotate(a, 1, 2);
        }
        for (int k = 0; k < 3; k++) {
            lambda[k] = a[4 * k];
        }
    }

    /** Applies a Jacobi rotation that makes a_ij vanish. */
    private void rotate(double[] a, int i, int j) {
        double aij = a[3 * i + j];
        if (aij == 0) {
            return;
        }
        double theta = (a[4 * j] - a[4 * i]) / (2 * aij);
        double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
        double c = 1 / Math.sqrt(1 + t * t);
        double s = t * c;
        for (int k = 0; k < 3; k++) {
            turn(a, 3 * k + i, 3 * k + j, c, s);
            turn(q, 3 * k + i, 3 * k + j, c, s);
        }
        for (int k = 0; k < 3; k++) {
            turn(a, 3 * i + k, 3 * j + k, c, s);
        }
    }

    private static void turn(double[] a, int i, int j, double c, double s) {
        double x = a[i];
        a[i] = c * x - s * a[j];
        a[j] = s * x + c * a[j];
    }

    /** The matrix exp(f U). */
    double[] value(double f) {
        double[] d = new double[9];
        for (int k = 0; k < 3; k++) {
            d[4 * k] = Math.exp(f * lambda[k]);
        }
        return back(d);
    }

    /** The derivative at U in a direction; this map is its own adjoint. */
    double[] derivative(double[] direction) {
        double[] d = Matrix3.product(Matrix3.product(Matrix3.transpose(q), direction), q);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double half = (lambda[i] - lambda[j]) / 2;
                // sinh(x)/x without cancellation
                double ratio = Math.abs(half) < 1e-4 ? 1 + half * half / 6 : Math.sinh(half) / half;
                d[3 * i + j] *= Math.exp((lambda[i] + lambda[j]) / 2) * ratio;
            }
        }
        return back(d);
    }

    private double[] back(double[] d) {
        return Matrix3.product(Matrix3.product(q, d), Matrix3.transpose(q));
    }
}
