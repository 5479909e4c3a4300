package org.lather.maps;

import java.util.Arrays;

/**
 * A map whose coordinates are linear in the kernels with the landmarks: t_d = Σ_j k_c(x, j) P_jd with the centred
 * kernels k_c. It is the result of {@link KernelPca} and {@link Pcovr}.
 */
public final class LinearMap implements MapProjection {
    private final KernelCentre centre;
    private final boolean centred;
    /** P, [dimension][landmark]. */
    private final double[][] weights;

    private final double[] eigenvalues;
    private final double[] landmarks;

    LinearMap(KernelCentre centre, boolean centred, double[][] weights, double[] eigenvalues, double[] kernels) {
        this.centre = centre;
        this.centred = centred;
        this.weights = weights;
        this.eigenvalues = eigenvalues;
        int n = centre.means().length;
        this.landmarks = new double[n * weights.length];
        for (int i = 0; i < n; i++) {
            double[] row = Arrays.copyOfRange(kernels, i * n, (i + 1) * n);
            for (int d = 0; d < weights.length; d++) {
                landmarks[i * weights.length + d] = LeadingVectors.product(weights[d], 0, row);
            }
        }
    }

    @Override
    public int dimensions() {
        return weights.length;
    }

    /** The coordinates of the landmarks, [landmark][dimension]. */
    @Override
    public double[] landmarks() {
        return landmarks.clone();
    }

    @Override
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    @Override
    public double stress() {
        return Double.NaN;
    }

    @Override
    public double[] project(double[] kernels, double[] own) {
        int n = centre.means().length;
        int count = own.length;
        double[] out = new double[count * weights.length];
        for (int i = 0; i < count; i++) {
            double[] row = Arrays.copyOfRange(kernels, i * n, (i + 1) * n);
            if (centred) {
                centre.apply(row, 0);
            }
            for (int d = 0; d < weights.length; d++) {
                out[i * weights.length + d] = LeadingVectors.product(weights[d], 0, row);
            }
        }
        return out;
    }
}
