package org.lather.maps;

import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

/**
 * Principal covariates regression in the feature space of a kernel (Helfrecht, Cersonsky, Fraux, Ceriotti, Mach.
 * Learn.: Sci. Technol. 1, 045021 (2020), doi:10.1088/2632-2153/aba9ef). With the kernels K of the landmarks, targets Y
 * and the ridge regression W = (K + ρ)⁻¹ Y, Ŷ = K W, the coordinates are those of the largest eigenvalues λ of
 *
 * <p>K̃ = α K + (1 − α) Ŷ Ŷᵀ = U λ Uᵀ: t(x) = k(x) (α + (1 − α) W Ŷᵀ) U λ^−½.
 *
 * <p>With the linear kernel of centred features it is principal covariates regression.
 *
 * @param mixing α, from 0 (the target alone) to 1 (principal components)
 * @param ridge ρ, in units of the kernel
 * @param centred whether kernels are centred, and divided by the mean of the centred diagonal
 */
public record Pcovr(double mixing, double ridge, boolean centred) {
    private static final double SMALLEST = 1e-12;

    /** @throws IllegalArgumentException if a parameter is out of range */
    public Pcovr {
        if (!(mixing >= 0 && mixing <= 1)) {
            throw new IllegalArgumentException("mixing: expected a number from 0 to 1, got " + mixing);
        }
        if (!(ridge > 0 && ridge < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("ridge: expected a positive number, got " + ridge);
        }
    }

    /**
     * Computes the map.
     *
     * @param k kernels of the landmarks with each other, [n][n], symmetric; overwritten
     * @param y targets, [n][q], best centred and scaled to unit variance
     * @param algebra computes products and factors
     * @param threads of the host
     * @throws IllegalArgumentException if the number of coordinates is not from 1 to the number of landmarks
     */
    public LinearMap fit(double[] k, int n, double[] y, int dimensions, DenseAlgebra algebra, int threads) {
        KernelPca.expectDimensions(n, dimensions);
        KernelCentre centre = centred ? KernelCentre.centre(k, n, true) : KernelCentre.none(n);
        int q = y.length / n;
        double[] factor = k.clone();
        for (int i = 0; i < n; i++) {
            factor[i * n + i] += ridge;
        }
        Matrix l = Matrix.of(factor, n, n);
        double[] w = y.clone();
        Matrix weights = Matrix.of(w, n, q);
        algebra.potrf(l);
        algebra.solveLeft(l, weights);
        algebra.solveLeft(l.transpose(), weights);
        double[] fitted = new double[n * q];
        algebra.gemm(1, Matrix.of(k, n, n), weights, 0, Matrix.of(fitted, n, q));
        double[] mixed = factor; // its memory again
        for (int i = 0; i < n * n; i++) {
            mixed[i] = mixing * k[i];
        }
        Matrix f = Matrix.of(fitted, n, q);
        algebra.gemm(1 - mixing, f, f.transpose(), 1, Matrix.of(mixed, n, n));
        try (RowWorkers workers = new RowWorkers(threads)) {
            LeadingVectors leading = LeadingVectors.of(mixed, n, dimensions, workers);
            double[][] p = new double[dimensions][n];
            for (int d = 0; d < dimensions; d++) {
                double value = leading.values()[d];
                double root = value > SMALLEST ? 1 / Math.sqrt(value) : 0;
                project(leading.vectors()[d], fitted, w, root, p[d]);
            }
            return new LinearMap(centre, centred, p, leading.values(), k);
        }
    }

    private void project(double[] u, double[] fitted, double[] w, double root, double[] out) {
        int n = u.length;
        int q = w.length / n;
        double[] along = new double[q];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < q; c++) {
                along[c] += fitted[i * q + c] * u[i];
            }
        }
        for (int i = 0; i < n; i++) {
            double sum = mixing * u[i];
            for (int c = 0; c < q; c++) {
                sum += (1 - mixing) * w[i * q + c] * along[c];
            }
            out[i] = root * sum;
        }
    }
}
