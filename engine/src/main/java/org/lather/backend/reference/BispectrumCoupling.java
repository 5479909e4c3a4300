package org.lather.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lather.density.Channels;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Descriptor;
import org.lather.math.ClebschGordan;

/**
 * Computes the bispectrum B = (−1)^l3/√(2 l3+1) w Σ_M T_M c_q3,l3M of one environment, where T is the product of the
 * first two coefficients, coupled to l3, and dE/dc from dE/dB by the product rule.
 */
final class BispectrumCoupling implements Coupling, CouplingGradient {
    private final List<BispectrumLayout.Product> products = new ArrayList<>();
    private final Map<BispectrumLayout.Triple, ClebschGordan> coefficients = new HashMap<>();
    private final int q;

    BispectrumCoupling(Descriptor.Bispectrum descriptor, Channels channels) {
        BispectrumLayout layout = descriptor.layout(channels);
        q = layout.channels();
        layout.triples().forEach(t -> coefficients.put(t, ClebschGordan.of(t.l1(), t.l2(), t.l3())));
        if (descriptor.wanted().isAll()) {
            layout.forEach((place, product) -> products.add(product));
        } else {
            for (int place : descriptor.wanted().places()) {
                products.add(layout.product(place));
            }
        }
    }

    @Override
    public void couple(double[] c, int from, double[] out, int to) {
        for (int k = 0; k < products.size(); k++) {
            BispectrumLayout.Product p = products.get(k);
            double sum = 0;
            for (ClebschGordan.Entry e : entries(p)) {
                sum += e.value() * c[from + first(p, e)] * c[from + second(p, e)] * c[from + third(p, e)];
            }
            out[to + k] = factor(p) * sum;
        }
    }

    @Override
    public void pullBack(double[] c, double[] v, double[] out) {
        Arrays.fill(out, 0);
        for (int k = 0; k < products.size(); k++) {
            BispectrumLayout.Product p = products.get(k);
            for (ClebschGordan.Entry e : entries(p)) {
                double term = factor(p) * e.value() * v[k];
                int x = first(p, e);
                int y = second(p, e);
                int z = third(p, e);
                out[x] += term * c[y] * c[z];
                out[y] += term * c[x] * c[z];
                out[z] += term * c[x] * c[y];
            }
        }
    }

    private List<ClebschGordan.Entry> entries(BispectrumLayout.Product p) {
        return coupling(p).entries();
    }

    private ClebschGordan coupling(BispectrumLayout.Product p) {
        ClebschGordan coupling = coefficients.get(p.triple());
        if (coupling == null) {
            throw new IllegalStateException("no coefficients of " + p);
        }
        return coupling;
    }

    private double factor(BispectrumLayout.Product p) {
        return p.triple().factor() * p.weight() * coupling(p).sign();
    }

    private int first(BispectrumLayout.Product p, ClebschGordan.Entry e) {
        return index(p.triple().l1(), e.m1(), p.q1());
    }

    private int second(BispectrumLayout.Product p, ClebschGordan.Entry e) {
        return index(p.triple().l2(), e.m2(), p.q2());
    }

    private int third(BispectrumLayout.Product p, ClebschGordan.Entry e) {
        return index(p.triple().l3(), e.m(), p.q3());
    }

    /** The index of a coefficient c_q,lm. */
    private int index(int l, int m, int channel) {
        return (l * l + l + m) * q + channel;
    }
}
