package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Descriptor;
import org.lather.math.ClebschGordan;

/** The terms of each triple of orders of a bispectrum, and the factors of its columns, as arrays. */
final class BispectrumTerms {
    private final int channels;
    private final int orders;
    private final int triples;
    private final int[] begin;
    /** lm of the three factors of each term. */
    private final List<int[]> places = new ArrayList<>();

    private final List<Double> values = new ArrayList<>();
    private final List<BispectrumLayout.Product> products = new ArrayList<>();
    private final List<BispectrumLayout.Triple> all;

    BispectrumTerms(Descriptor.Bispectrum descriptor, Channels channels) {
        BispectrumLayout layout = descriptor.layout(channels);
        this.channels = layout.channels();
        orders = descriptor.expansion().basis().angularSize();
        all = layout.triples();
        triples = all.size();
        begin = new int[triples + 1];
        for (int t = 0; t < triples; t++) {
            BispectrumLayout.Triple triple = all.get(t);
            ClebschGordan coupling = ClebschGordan.of(triple.l1(), triple.l2(), triple.l3());
            double factor = triple.factor() * coupling.sign();
            for (ClebschGordan.Entry e : coupling.entries()) {
                places.add(new int[] {
                    place(triple.l1(), e.m1()), place(triple.l2(), e.m2()), place(triple.l3(), e.m()),
                });
                values.add(factor * e.value());
            }
            begin[t + 1] = values.size();
        }
        if (descriptor.wanted().isAll()) {
            layout.forEach((place, product) -> products.add(product));
        } else {
            for (int place : descriptor.wanted().places()) {
                products.add(layout.product(place));
            }
        }
    }

    private static int place(int l, int m) {
        return l * l + l + m;
    }

    /** The number of channels Q. */
    int channels() {
        return channels;
    }

    /** The number of coefficients of an environment. */
    int coefficients() {
        return orders * channels;
    }

    /** The number of columns. */
    int columns() {
        return products.size();
    }

    /** The first term of each triple, and their number. */
    int[] begin() {
        return begin;
    }

    /** The lm of a factor of each term. */
    int[] orders(int factor) {
        return places.stream().mapToInt(p -> p[factor]).toArray();
    }

    double[] values() {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The triple and the q of the factors of each column, [column][4]. */
    int[] factors() {
        int[] out = new int[4 * columns()];
        for (int k = 0; k < columns(); k++) {
            BispectrumLayout.Product p = products.get(k);
            out[4 * k] = all.indexOf(p.triple());
            for (int factor = 0; factor < 3; factor++) {
                out[4 * k + 1 + factor] = q(p, factor);
            }
        }
        return out;
    }

    double[] weights() {
        return products.stream().mapToDouble(BispectrumLayout.Product::weight).toArray();
    }

    private static int q(BispectrumLayout.Product p, int factor) {
        return factor == 0 ? p.q1() : factor == 1 ? p.q2() : p.q3();
    }

    private static int l(BispectrumLayout.Triple t, int factor) {
        return factor == 0 ? t.l1() : factor == 1 ? t.l2() : t.l3();
    }

    /** The first of the two factors beside one of them. */
    private static int left(int factor) {
        return factor == 0 ? 1 : 0;
    }

    private static int right(int factor) {
        return factor == 2 ? 1 : 2;
    }

    /**
     * The columns of which each coefficient (l, q) is a factor.
     *
     * @param begin the first use of each l Q + q, and their number
     * @param use [use][4]: column, 3 triple + place of the factor, q of the two others
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    record Uses(int[] begin, int[] use) {}

    Uses uses() {
        int largest = (int) Math.sqrt(orders);
        int[] first = new int[largest * channels + 1];
        for (BispectrumLayout.Product p : products) {
            for (int factor = 0; factor < 3; factor++) {
                first[l(p.triple(), factor) * channels + q(p, factor) + 1]++;
            }
        }
        for (int i = 1; i < first.length; i++) {
            first[i] += first[i - 1];
        }
        int[] next = first.clone();
        int[] use = new int[Math.multiplyExact(12, columns())];
        for (int k = 0; k < columns(); k++) {
            BispectrumLayout.Product p = products.get(k);
            for (int factor = 0; factor < 3; factor++) {
                int at = 4 * next[l(p.triple(), factor) * channels + q(p, factor)]++;
                use[at] = k;
                use[at + 1] = 3 * all.indexOf(p.triple()) + factor;
                use[at + 2] = q(p, left(factor));
                use[at + 3] = q(p, right(factor));
            }
        }
        return new Uses(first, use);
    }

    /**
     * The terms of each triple by the lm of one of their factors.
     *
     * @param begin the first term of each (3 triple + place of the factor) LM + lm, and their number
     * @param left lm of the first of the two others
     * @param right lm of the second of the two others
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    record ByFactor(int[] begin, int[] left, int[] right, double[] value) {}

    ByFactor byFactor() {
        int[] first = new int[3 * triples * orders + 1];
        for (int t = 0; t < triples; t++) {
            for (int k = begin[t]; k < begin[t + 1]; k++) {
                for (int factor = 0; factor < 3; factor++) {
                    first[(3 * t + factor) * orders + places.get(k)[factor] + 1]++;
                }
            }
        }
        for (int i = 1; i < first.length; i++) {
            first[i] += first[i - 1];
        }
        int[] next = first.clone();
        int size = 3 * values.size();
        ByFactor out = new ByFactor(first, new int[size], new int[size], new double[size]);
        for (int t = 0; t < triples; t++) {
            for (int k = begin[t]; k < begin[t + 1]; k++) {
                int[] lm = places.get(k);
                for (int factor = 0; factor < 3; factor++) {
                    int at = next[(3 * t + factor) * orders + lm[factor]]++;
                    out.left[at] = lm[left(factor)];
                    out.right[at] = lm[right(factor)];
                    out.value[at] = values.get(k);
                }
            }
        }
        return out;
    }
}
