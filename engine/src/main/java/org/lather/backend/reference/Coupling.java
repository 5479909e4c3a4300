package org.lather.backend.reference;

import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Descriptor;
import org.lather.math.ClebschGordan;

/** Features of one environment from its density coefficients, in the stored layout of {@link Descriptor}. */
final class Coupling {
    private Coupling() {}

    static void couple(Descriptor descriptor, Channels channels, double[] c, int from, double[] out, int to) {
        int q = channels.count() * descriptor.expansion().basis().radialSize();
        if (descriptor instanceof Descriptor.PowerSpectrum) {
            powerSpectrum(descriptor.expansion().basis().maxAngular(), q, c, from, out, to);
        } else if (descriptor instanceof Descriptor.Bispectrum triples) {
            bispectrum(triples, channels, c, from, out, to);
        } else {
            // the coefficients themselves; those of a radial spectrum have l = 0 only
            System.arraycopy(c, from, out, to, descriptor.columns(channels));
        }
    }

    /**
     * p_l,q1q2 = (−1)^l/√(2l+1) · w · Σ_m c_q1,lm c_q2,lm, q1 ≤ q2, w = √2 for q1 < q2 (Bartók, Kondor, Csányi 2013,
     * doi:10.1103/PhysRevB.87.184115, eq. 31; sign and factor are those of the coupling to L = 0, featomic's).
     */
    private static void powerSpectrum(int maxAngular, int size, double[] c, int from, double[] out, int to) {
        int at = to;
        for (int l = 0; l <= maxAngular; l++) {
            double factor = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1);
            for (int q1 = 0; q1 < size; q1++) {
                for (int q2 = q1; q2 < size; q2++) {
                    double sum = 0;
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                        sum += c[from + lm * size + q1] * c[from + lm * size + q2];
                    }
                    out[at++] = factor * (q1 < q2 ? Math.sqrt(2) : 1) * sum;
                }
            }
        }
    }

    /** B = (−1)^l3/√(2 l3+1) w Σ_M T_M c_q3,l3M, T the product of the first two, coupled to l3. */
    private static void bispectrum(
            Descriptor.Bispectrum descriptor, Channels channels, double[] c, int from, double[] out, int to) {
        BispectrumLayout layout = descriptor.layout(channels);
        int q = layout.channels();
        List<ClebschGordan> coefficients = layout.triples().stream()
                .map(t -> ClebschGordan.of(t.l1(), t.l2(), t.l3()))
                .toList();
        for (int k = 0; k < descriptor.columns(channels); k++) {
            int place = descriptor.wanted().place(k);
            BispectrumLayout.Triple t = layout.triple(place);
            int inside = place - t.offset();
            ClebschGordan coupling = coefficients.get(layout.triples().indexOf(t));
            double[] pair = coupling.couple(
                    vector(c, from, t.l1(), q, inside / q / q), vector(c, from, t.l2(), q, inside / q % q));
            double[] third = vector(c, from, t.l3(), q, inside % q);
            double sum = 0;
            for (int m = 0; m < third.length; m++) {
                sum += pair[m] * third[m];
            }
            out[to + k] = t.factor() * sum;
        }
    }

    /** c_q,lm for m = −l..l. */
    private static double[] vector(double[] c, int from, int l, int size, int q) {
        double[] out = new double[2 * l + 1];
        for (int m = 0; m < out.length; m++) {
            out[m] = c[from + (l * l + m) * size + q];
        }
        return out;
    }
}
