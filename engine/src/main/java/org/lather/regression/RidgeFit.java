package org.lather.regression;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Whitening;

/**
 * A ridge regression v = (A + λ 1)⁻¹ b, the whitened form of sparse Gaussian process regression, A = Φᵀ W Φ, b = Φᵀ W
 * y, λ = σ²/δ² the noise variance of a row of weight 1 over the signal variance.
 */
public final class RidgeFit {
    private final int size;
    private final double[] factor;
    private final DenseAlgebra algebra;

    private RidgeFit(int size, double[] factor, DenseAlgebra algebra) {
        this.size = size;
        this.factor = factor;
        this.algebra = algebra;
    }

    /** Factors {@code matrix} + λ 1, overwriting it. */
    public static RidgeFit factor(double[] matrix, int size, double lambda, DenseAlgebra algebra) {
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] += lambda;
        }
        algebra.potrf(Matrix.of(matrix, size, size));
        return new RidgeFit(size, matrix, algebra);
    }

    /** The factor C with C Cᵀ = A + λ 1, [M][M], lower triangular. The internal array. */
    public double[] factor() {
        return factor;
    }

    /** Solves for (A + λ 1)⁻¹ b. */
    public double[] solve(double[] right) {
        double[] v = right.clone();
        algebra.solveLeft(Matrix.of(factor, size, size), Matrix.of(v, size, 1));
        algebra.solveLeft(Matrix.of(factor, size, size).transpose(), Matrix.of(v, size, 1));
        return v;
    }

    /** Converts whitened weights to those of the representatives: w = L⁻ᵀ v, block by block. */
    public static double[] unwhiten(double[] whitened, Whitening whitening, DenseAlgebra algebra) {
        double[] w = whitened.clone();
        for (Whitening.Block b : whitening.blocks()) {
            algebra.solveLeft(
                    Matrix.of(b.factor(), b.size(), b.size()).transpose(), new Matrix(w, b.offset(), 1, b.size(), 1));
        }
        return w;
    }

    /** The squared error Σ w (y − φ v)² over the rows of the sums, yy − 2 b·v + vᵀ A v, never below 0. */
    public static double squaredError(NormalEquations n, int target, double[] v) {
        int m = n.size();
        double[] a = n.matrix();
        double quadratic = 0;
        double linear = 0;
        for (int i = 0; i < m; i++) {
            double s = 0.5 * a[i * m + i] * v[i];
            for (int j = 0; j < i; j++) {
                s += a[i * m + j] * v[j];
            }
            quadratic += 2 * s * v[i];
            linear += n.right()[target * m + i] * v[i];
        }
        return Math.max(0, n.squares()[target] - 2 * linear + quadratic);
    }

    /** The vector b of one target. */
    static double[] right(NormalEquations n, int target) {
        return Arrays.copyOfRange(n.right(), target * n.size(), (target + 1) * n.size());
    }
}
