package org.lather.cpu;

import java.util.Arrays;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.SpectrumProducts;

/**
 * Some columns of the power spectrum, in stored order: column k is factor[k] Σ_m c_q1[k],lm c_q2[k],lm. Shared by all
 * workers.
 */
final class ProductsPlan {
    final Descriptor.PowerSpectrum descriptor;
    final Channels channels;
    final int columns;
    private final int maxAngular;
    private final int q;
    /** [l]: the first column of an order; one more at the end. */
    private final int[] first;

    private final int[] q1;
    private final int[] q2;
    private final double[] factor;

    ProductsPlan(Descriptor.PowerSpectrum descriptor, Channels channels) {
        this.descriptor = descriptor;
        this.channels = channels;
        SpectrumProducts products = SpectrumProducts.of(descriptor, channels);
        columns = products.size();
        maxAngular = descriptor.expansion().basis().maxAngular();
        q = products.channels();
        first = new int[maxAngular + 2];
        q1 = new int[columns];
        q2 = new int[columns];
        factor = new double[columns];
        for (int k = 0; k < columns; k++) {
            first[products.l(k) + 1] = k + 1;
            q1[k] = products.q1(k);
            q2[k] = products.q2(k);
            factor[k] = products.factor(k);
        }
        for (int l = 0; l <= maxAngular; l++) {
            first[l + 1] = Math.max(first[l + 1], first[l]);
        }
    }

    /**
     * Writes the columns of an environment.
     *
     * @param c coefficients, [lm][width]
     */
    void couple(double[] c, int width, double[] out, int at) {
        for (int l = 0; l <= maxAngular; l++) {
            int begin = l * l * width;
            int end = (l + 1) * (l + 1) * width;
            for (int k = first[l]; k < first[l + 1]; k++) {
                int shift = q2[k] - q1[k];
                double sum = 0;
                for (int i = begin + q1[k]; i < end; i += width) {
                    sum += c[i] * c[i + shift];
                }
                out[at + k] = factor[k] * sum;
            }
        }
    }

    /**
     * Computes dE/dc from dE/dp.
     *
     * @param v dE/dp from {@code vAt} on
     * @param c coefficients, [lm][width]
     * @param out dE/dc, [lm][outWidth]
     */
    void pullBack(double[] v, int vAt, double[] c, int width, double[] out, int outWidth) {
        for (int i = 0; i < (maxAngular + 1) * (maxAngular + 1); i++) {
            Arrays.fill(out, i * outWidth, i * outWidth + q, 0);
        }
        for (int l = 0; l <= maxAngular; l++) {
            for (int k = first[l]; k < first[l + 1]; k++) {
                double term = factor[k] * v[vAt + k];
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                    out[lm * outWidth + q1[k]] += term * c[lm * width + q2[k]];
                    out[lm * outWidth + q2[k]] += term * c[lm * width + q1[k]];
                }
            }
        }
    }

    /**
     * Computes dp from dc.
     *
     * @param c coefficients, [lm][width]
     * @param dc [lm][Q]
     */
    void derive(double[] c, int width, double[] dc, double[] out, int at) {
        for (int l = 0; l <= maxAngular; l++) {
            for (int k = first[l]; k < first[l + 1]; k++) {
                double sum = 0;
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                    sum += dc[lm * q + q1[k]] * c[lm * width + q2[k]] + c[lm * width + q1[k]] * dc[lm * q + q2[k]];
                }
                out[at + k] = factor[k] * sum;
            }
        }
    }
}
