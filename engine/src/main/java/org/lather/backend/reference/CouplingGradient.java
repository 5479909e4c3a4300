package org.lather.backend.reference;

import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** dE/dc of one environment from dE/dp: the transpose of the derivative of {@link Coupling}. */
final class CouplingGradient {
    private CouplingGradient() {}

    /**
     * @param c coefficients of the environment, [lm][a N + n] from {@code at} on
     * @param v dE/dp
     * @param out dE/dc, [lm][a N + n]
     */
    static void pullBack(Descriptor descriptor, Channels channels, double[] c, int at, double[] v, double[] out) {
        int q = channels.count() * descriptor.expansion().basis().radialSize();
        if (descriptor instanceof Descriptor.PowerSpectrum) {
            powerSpectrum(descriptor.expansion().basis().maxAngular(), q, c, at, v, out);
        } else {
            System.arraycopy(v, 0, out, 0, descriptor.columns(channels));
        }
    }

    /** dE/dc_q,lm = (−1)^l/√(2l+1) Σ_q' w (1 + δ_qq') v_l,qq' c_q',lm, where v_l,qq' stands for its stored half. */
    private static void powerSpectrum(int maxAngular, int size, double[] c, int at, double[] v, double[] out) {
        java.util.Arrays.fill(out, 0);
        int next = 0;
        for (int l = 0; l <= maxAngular; l++) {
            double factor = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1);
            for (int q1 = 0; q1 < size; q1++) {
                for (int q2 = q1; q2 < size; q2++) {
                    double slope = factor * (q1 < q2 ? Math.sqrt(2) : 1) * v[next++];
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                        out[lm * size + q1] += slope * c[at + lm * size + q2];
                        out[lm * size + q2] += slope * c[at + lm * size + q1];
                    }
                }
            }
        }
    }
}
