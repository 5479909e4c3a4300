package org.lather.relax;

import org.lather.math.SymmetricEigen;

/**
 * The exponential F = exp U of a symmetric 3×3 matrix U = Q Λ Qᵀ, with its derivative. Matrices are flattened row by
 * row.
 *
 * <p>The derivative in a direction V is Q (Φ ∘ Qᵀ V Q) Qᵀ with Φ_ij = (e^λi − e^λj)/(λi − λj), e^λi on the diagonal
 * (Daleckii and Krein; Higham, Functions of Matrices, SIAM 2008, theorem 3.11, doi:10.1137/1.9780898717778). It is its
 * own adjoint.
 */
final class SymmetricExponential {
    /** Eigenvectors Q, in columns, and eigenvalues λ. */
    private final double[] q = new double[9];

    private final double[] lambda;

    SymmetricExponential(double[] u) {
        lambda = SymmetricEigen.jacobi(u.clone(), 3, q);
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
