package org.lather.backend.reference;

import java.util.Arrays;
import org.lather.backend.GradientForm;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.SpectrumProducts;

/** Computes dE/dc of one environment from dE/dp: the transpose of the derivative of {@link Coupling}. */
@FunctionalInterface
interface CouplingGradient {
    /**
     * @param c coefficients of the environment, [lm][a N + n]
     * @param v dE/dp
     * @param out dE/dc, [lm][a N + n]
     */
    void pullBack(double[] c, double[] v, double[] out);

    /** @throws IllegalArgumentException for a descriptor whose gradients are not pulled back */
    static CouplingGradient of(Descriptor descriptor, Channels channels) {
        int columns = descriptor.columns(channels);
        int maxAngular = descriptor.onlyExpansion().basis().maxAngular();
        int q = channels.count() * descriptor.onlyExpansion().basis().radialSize();
        return switch (GradientForm.of(descriptor)) {
            case COEFFICIENTS -> (c, v, out) -> System.arraycopy(v, 0, out, 0, columns);
            case POWER_SPECTRUM -> (c, v, out) -> powerSpectrum(maxAngular, q, c, v, out);
            case SELECTED_PRODUCTS ->
                new ProductsCoupling(SpectrumProducts.of((Descriptor.PowerSpectrum) descriptor, channels));
            case BISPECTRUM -> new BispectrumCoupling((Descriptor.Bispectrum) descriptor, channels);
        };
    }

    /**
     * The gradient dE/dc_q,lm = (−1)^l/√(2l+1) Σ_q' w (1 + δ_qq') v_l,qq' c_q',lm, with v_l,qq' taken from its stored
     * half.
     */
    private static void powerSpectrum(int maxAngular, int size, double[] c, double[] v, double[] out) {
        Arrays.fill(out, 0);
        int next = 0;
        for (int l = 0; l <= maxAngular; l++) {
            double factor = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1);
            for (int q1 = 0; q1 < size; q1++) {
                for (int q2 = q1; q2 < size; q2++) {
                    double term = factor * (q1 < q2 ? Math.sqrt(2) : 1) * v[next++];
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                        out[lm * size + q1] += term * c[lm * size + q2];
                        out[lm * size + q2] += term * c[lm * size + q1];
                    }
                }
            }
        }
    }
}
