package org.lather.descriptor;

import java.util.Arrays;
import org.lather.density.Channels;

/**
 * Derivatives of the power spectrum: dp_l,q1q2 = (−1)^l/√(2l+1) w Σ_m (dc_q1,lm c_q2,lm + c_q1,lm dc_q2,lm), see
 * {@link Descriptor.PowerSpectrum}.
 */
final class PowerSpectrumDerivative implements CouplingDerivative {
    private final int maxAngular;
    private final int q;
    private double[] c = new double[0];

    PowerSpectrumDerivative(Descriptor.PowerSpectrum descriptor, Channels channels) {
        maxAngular = descriptor.expansion().basis().maxAngular();
        q = channels.count() * descriptor.expansion().basis().radialSize();
    }

    @Override
    public void environment(double[] coefficients) {
        c = coefficients;
    }

    @Override
    public void of(double[] dc, int from, int to, double[] out) {
        Arrays.fill(out, 0);
        int at = 0;
        for (int l = 0; l <= maxAngular; l++) {
            double factor = (l % 2 == 0 ? 1 : -1) * Math.sqrt(2.0 / (2 * l + 1));
            for (int q1 = 0; q1 < q; q1++) {
                int begin = Math.max(q1, from);
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                    if (q1 >= from && q1 < to) {
                        CouplingDerivative.add(factor * dc[lm * q + q1], c, lm * q + q1, out, at, q - q1);
                    }
                    // the coefficients of an absent element are zero
                    if (begin < to && c[lm * q + q1] != 0) {
                        CouplingDerivative.add(
                                factor * c[lm * q + q1], dc, lm * q + begin, out, at + begin - q1, to - begin);
                    }
                }
                out[at] *= Math.sqrt(0.5);
                at += q - q1;
            }
        }
    }

    @Override
    public long bytes() {
        return 0;
    }
}
