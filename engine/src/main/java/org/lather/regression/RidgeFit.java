package org.lather.regression;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.TriangleAlgebra;
import org.lather.backend.Whitening;

/**
 * A ridge regression v = (A + λ 1)⁻¹ b, the whitened form of sparse Gaussian process regression, A = Φᵀ W Φ, b = Φᵀ W
 * y, λ = σ²/δ² the noise variance of a row of weight 1 over the signal variance.
 */
public final class RidgeFit {
    private final LowerTriangle factor;
    private final DenseAlgebra algebra;

    private RidgeFit(LowerTriangle factor, DenseAlgebra algebra) {
        this.factor = factor;
        this.algebra = algebra;
    }

    /** Factors {@code matrix} + λ 1, overwriting it. */
    public static RidgeFit factor(LowerTriangle matrix, double lambda, DenseAlgebra algebra) {
        double[] buffer = matrix.buffer();
        for (int p = 0; p < matrix.panels(); p++) {
            Matrix rows = matrix.read(p, buffer);
            for (int i = 0; i < rows.rows(); i++) {
                rows.values()[rows.offset() + i * rows.stride() + matrix.start(p) + i] += lambda;
            }
            matrix.write(p, rows);
        }
        TriangleAlgebra.potrf(matrix, algebra);
        return new RidgeFit(matrix, algebra);
    }

    /** The factor C with C Cᵀ = A + λ 1, [M][M]. */
    public LowerTriangle factor() {
        return factor;
    }

    /** Solves for (A + λ 1)⁻¹ b. */
    public double[] solve(double[] right) {
        double[] v = right.clone();
        TriangleAlgebra.solveLeft(factor, Matrix.of(v, v.length, 1), algebra);
        TriangleAlgebra.solveLeftTransposed(factor, Matrix.of(v, v.length, 1), algebra);
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
        double[] terms = new double[2];
        n.matrix().forEachRow((i, a, offset) -> {
            double s = 0.5 * a[offset + i] * v[i];
            for (int j = 0; j < i; j++) {
                s += a[offset + j] * v[j];
            }
            terms[0] += 2 * s * v[i];
            terms[1] += n.right()[target * n.size() + i] * v[i];
        });
        double quadratic = terms[0];
        double linear = terms[1];
        return Math.max(0, n.squares()[target] - 2 * linear + quadratic);
    }

    /** The vector b of one target. */
    static double[] right(NormalEquations n, int target) {
        return Arrays.copyOfRange(n.right(), target * n.size(), (target + 1) * n.size());
    }
}
