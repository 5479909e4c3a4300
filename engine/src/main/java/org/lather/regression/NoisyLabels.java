package org.lather.regression;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.TriangleAlgebra;
import org.lather.math.StandardNormal;

/**
 * The committee by label noise of a full Gaussian process (Christiansen, Rønne, Hammer 2024,
 * doi:10.48550/arXiv.2407.12525): the noise of its members' labels, √λ η with standard normal η in units of δ and times
 * W^½, shifted to a mean of 0, and what it adds to the solution, β = M⁻¹ √λ η with the factored matrix M of all rows.
 * The variance of predictions is σ² |(K + λ)⁻¹ k*|², the part of that of the posterior which labels cause; it lacks
 * what the training structures leave open.
 */
final class NoisyLabels {
    private final double[] labels;
    private final double[] beta;
    private final int members;

    private NoisyLabels(double[] labels, double[] beta, int members) {
        this.labels = labels;
        this.beta = beta;
        this.members = members;
    }

    /**
     * Draws the noise and solves for all members at once.
     *
     * @param factor C of M = C Cᵀ
     * @param members their number, at least 2
     */
    static NoisyLabels of(
            LowerTriangle factor, double lambda, int members, StandardNormal normal, DenseAlgebra algebra) {
        int n = factor.size();
        double[] labels = new double[Math.multiplyExact(n, members)];
        for (int i = 0; i < n; i++) {
            double mean = 0;
            for (int k = 0; k < members; k++) {
                double v = Math.sqrt(lambda) * normal.next();
                labels[i * members + k] = v;
                mean += v / members;
            }
            for (int k = 0; k < members; k++) {
                labels[i * members + k] -= mean;
            }
        }
        double[] beta = labels.clone();
        TriangleAlgebra.solveLeft(factor, Matrix.of(beta, n, members), algebra);
        TriangleAlgebra.solveLeftTransposed(factor, Matrix.of(beta, n, members), algebra);
        return new NoisyLabels(labels, beta, members);
    }

    int members() {
        return members;
    }

    /** What it adds to β of a row. */
    double beta(int row, int member) {
        return beta[row * members + member];
    }

    /** The noise of the label of a row, [member]. */
    double[] labelsOf(int row) {
        return Arrays.copyOfRange(labels, row * members, (row + 1) * members);
    }

    /** What it adds to β of a row, [member]. */
    double[] betaOf(int row) {
        return Arrays.copyOfRange(beta, row * members, (row + 1) * members);
    }
}
