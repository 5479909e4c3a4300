package org.lather.calibration;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;

/**
 * The predictions of a sparse regression for training rows that are held out. Rows that belong together, such as the
 * energy and the forces of one structure, are held out together. They follow in closed form from the regression on all
 * rows (Rasmussen, Williams 2006, Gaussian Processes for Machine Learning, §5.4.2, for a single row and kernel
 * matrices): with the rows φ of the b held-out rows, their weights W, C Cᵀ = Φᵀ W Φ + λ 1 over all rows, G = φ (C Cᵀ)⁻¹
 * φᵀ and T = 1 − W^½ G W^½,
 *
 * <p>residuals W^−½ T⁻¹ W^½ z, and φ (Φᵀ W Φ + λ 1 − φᵀ W φ)⁻¹ φᵀ = W^−½ (T⁻¹ − 1) W^−½.
 *
 * @param residuals residuals of the regression without the rows, [b]
 * @param left diagonal of the second expression, |C⁻¹ φ|² of that regression, [b]
 */
@SuppressWarnings("ArrayRecordComponent") // made for the caller
public record LeftOut(double[] residuals, double[] left) {
    /**
     * @param gram G, [b][b], scalar products of the rows C⁻¹ φ that are held out together
     * @param weights weights of the rows, positive, [b]
     * @param residuals residuals z of the regression on all rows, [b]
     * @throws NotPositiveDefiniteException if something is determined only by these rows, to rounding
     */
    public static LeftOut of(double[] gram, double[] weights, double[] residuals, DenseAlgebra algebra) {
        int b = weights.length;
        double[] root = new double[b];
        Arrays.setAll(root, i -> Math.sqrt(weights[i]));
        double[] t = new double[b * b];
        for (int i = 0; i < b; i++) {
            for (int j = 0; j <= i; j++) {
                t[i * b + j] = (i == j ? 1 : 0) - root[i] * gram[i * b + j] * root[j];
            }
        }
        algebra.potrf(Matrix.of(t, b, b));
        // R⁻¹ of T = R Rᵀ, and T⁻¹ = R⁻ᵀ R⁻¹
        double[] inverse = new double[b * b];
        for (int i = 0; i < b; i++) {
            inverse[i * b + i] = 1;
        }
        algebra.solveLeft(Matrix.of(t, b, b), Matrix.of(inverse, b, b));
        double[] z = new double[b];
        double[] left = new double[b];
        for (int i = 0; i < b; i++) {
            double diagonal = 0;
            for (int k = i; k < b; k++) {
                diagonal += inverse[k * b + i] * inverse[k * b + i];
            }
            left[i] = (diagonal - 1) / weights[i];
        }
        double[] y = new double[b];
        for (int k = 0; k < b; k++) {
            double s = 0;
            for (int j = 0; j <= k; j++) {
                s += inverse[k * b + j] * root[j] * residuals[j];
            }
            y[k] = s;
        }
        for (int i = 0; i < b; i++) {
            double s = 0;
            for (int k = i; k < b; k++) {
                s += inverse[k * b + i] * y[k];
            }
            z[i] = s / root[i];
        }
        return new LeftOut(z, left);
    }
}
