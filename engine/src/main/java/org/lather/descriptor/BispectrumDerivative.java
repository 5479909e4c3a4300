package org.lather.descriptor;

import java.util.Arrays;
import org.lather.density.Channels;
import org.lather.math.ClebschGordan;

/**
 * Derivatives of the bispectrum: dB = (−1)^l3/√(2 l3+1) w Σ_M (dT_M c_q3,l3M + T_M dc_q3,l3M), where T is the product
 * of the first two, see {@link Descriptor.Bispectrum}.
 */
final class BispectrumDerivative implements CouplingDerivative {
    private final Descriptor.Bispectrum descriptor;
    private final BispectrumLayout layout;
    private final int q;
    /** Clebsch-Gordan coefficients of each triple. */
    private final ClebschGordan[] coefficients;
    /** Products T and dT of one triple, [q1 Q + q2][M]. */
    private final double[] pair;

    private final double[] pairDerivative;
    private final double[] full;
    private double[] c = new double[0];

    BispectrumDerivative(Descriptor.Bispectrum descriptor, Channels channels) {
        this.descriptor = descriptor;
        layout = descriptor.layout(channels);
        q = layout.channels();
        coefficients = layout.triples().stream()
                .map(t -> ClebschGordan.of(t.l1(), t.l2(), t.l3()))
                .toArray(ClebschGordan[]::new);
        int rows = 2 * descriptor.expansion().basis().maxAngular() + 1;
        pair = new double[Math.multiplyExact(rows, q * q)];
        pairDerivative = new double[pair.length];
        full = new double[descriptor.wanted().isAll() ? 0 : layout.size()];
    }

    @Override
    public long bytes() {
        return 8L * (pair.length + pairDerivative.length + full.length);
    }

    @Override
    public void environment(double[] values) {
        c = values;
    }

    @Override
    public void of(double[] dc, int from, int to, double[] out) {
        double[] target = descriptor.wanted().isAll() ? out : full;
        Arrays.fill(target, 0);
        for (int k = 0; k < coefficients.length; k++) {
            couple(k, dc);
            triple(layout.triples().get(k), dc, target);
        }
        if (target != out) {
            for (int j = 0; j < out.length; j++) {
                out[j] = full[descriptor.wanted().place(j)];
            }
        }
    }

    /** Computes T and dT. */
    private void couple(int k, double[] dc) {
        BispectrumLayout.Triple t = layout.triples().get(k);
        Arrays.fill(pair, 0);
        Arrays.fill(pairDerivative, 0);
        int rows = 2 * t.l3() + 1;
        for (ClebschGordan.Entry e : coefficients[k].entries()) {
            double value = coefficients[k].sign() * e.value();
            int left = (t.l1() * t.l1() + t.l1() + e.m1()) * q;
            int right = (t.l2() * t.l2() + t.l2() + e.m2()) * q;
            int m = e.m() + t.l3();
            for (int q1 = 0; q1 < q; q1++) {
                for (int q2 = 0; q2 < q; q2++) {
                    int at = (q1 * q + q2) * rows + m;
                    pair[at] += value * c[left + q1] * c[right + q2];
                    pairDerivative[at] += value * (dc[left + q1] * c[right + q2] + c[left + q1] * dc[right + q2]);
                }
            }
        }
    }

    private void triple(BispectrumLayout.Triple t, double[] dc, double[] out) {
        int rows = 2 * t.l3() + 1;
        int place = t.offset();
        for (int q1 = 0; q1 < q; q1++) {
            for (int q2 = layout.firstSecond(t, q1); q2 < q; q2++) {
                int first = layout.firstThird(t, q2);
                int count = q - first;
                if (count <= 0) {
                    continue;
                }
                for (int m = 0; m < rows; m++) {
                    int from = (t.l3() * t.l3() + m) * q + first;
                    int at = (q1 * q + q2) * rows + m;
                    CouplingDerivative.add(t.factor() * pairDerivative[at], c, from, out, place, count);
                    CouplingDerivative.add(t.factor() * pair[at], dc, from, out, place, count);
                }
                for (int k = 0; k < count; k++) {
                    out[place + k] *= new BispectrumLayout.Product(t, q1, q2, first + k).weight();
                }
                place += count;
            }
        }
    }
}
