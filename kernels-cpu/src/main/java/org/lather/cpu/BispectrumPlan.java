package org.lather.cpu;

import java.util.Arrays;
import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Descriptor;
import org.lather.math.ClebschGordan;

/**
 * The data of a bispectrum that all environments share: for each triple of orders the products of its first two
 * factors, which several columns may have in common, the terms of these products, and the columns. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // read-only tables
final class BispectrumPlan {
    final Descriptor.Bispectrum descriptor;
    final Channels channels;
    /** The columns of a row as stored. */
    final int columns;
    /** Q. */
    final int q;
    /** The largest 2 l + 1. */
    final int rows;

    final Block[] blocks;
    /** The third factor and the weight of each column. */
    final int[] q3;

    final double[] weight;

    /**
     * The terms of T_M, in groups of equal (M, m1): T_M = Σ_group c_m1 Σ_term value c_m2, with factor and sign of the
     * triple. Indices m are counted from 0.
     *
     * @param begin the first term of each group, and their number
     */
    record Terms(int[] m, int[] m1, int[] begin, int[] m2, double[] value) {
        int groups() {
            return m.length;
        }
    }

    /**
     * The columns of a triple of orders.
     *
     * @param q1 the first factor of each pair
     * @param q2 the second factor of each pair
     * @param begin the first column of each pair, and the end
     * @param dense whether every pair has a column for each third factor
     */
    record Block(int l1, int l2, int l3, Terms terms, int[] q1, int[] q2, int[] begin, boolean dense) {
        int pairs() {
            return q1.length;
        }

        /** The number of values of a column's gradient with respect to its three factors. */
        int partials() {
            return 2 * (l1 + l2 + l3) + 3;
        }
    }

    BispectrumPlan(Descriptor.Bispectrum descriptor, Channels channels) {
        this.descriptor = descriptor;
        this.channels = channels;
        BispectrumLayout layout = descriptor.layout(channels);
        columns = descriptor.columns(channels);
        q = layout.channels();
        rows = 2 * descriptor.expansion().basis().maxAngular() + 1;
        q3 = new int[columns];
        weight = new double[columns];
        Builder builder = new Builder(layout.triples());
        if (descriptor.wanted().isAll()) {
            layout.forEach((place, product) -> builder.add(product));
        } else {
            for (int place : descriptor.wanted().places()) {
                builder.add(layout.product(place));
            }
        }
        blocks = builder.blocks();
    }

    /** Collects the products of columns in their order. */
    private final class Builder {
        private final List<BispectrumLayout.Triple> triples;
        /** [triple]: the first column, and their number. */
        private final int[] first;

        private final int[] q1 = new int[columns];
        private final int[] q2 = new int[columns];
        private int filled;

        Builder(List<BispectrumLayout.Triple> triples) {
            this.triples = triples;
            first = new int[triples.size() + 1];
        }

        void add(BispectrumLayout.Product product) {
            q1[filled] = product.q1();
            q2[filled] = product.q2();
            q3[filled] = product.q3();
            weight[filled++] = product.weight();
            first[triples.indexOf(product.triple()) + 1] = filled;
        }

        Block[] blocks() {
            for (int t = 1; t < first.length; t++) {
                first[t] = Math.max(first[t], first[t - 1]);
            }
            Block[] out = new Block[triples.size()];
            int found = 0;
            for (int t = 0; t < triples.size(); t++) {
                if (first[t + 1] > first[t]) {
                    out[found++] = block(triples.get(t), first[t], first[t + 1]);
                }
            }
            return Arrays.copyOf(out, found);
        }

        private Block block(BispectrumLayout.Triple t, int from, int to) {
            int[] begin = new int[to - from + 1];
            int pairs = 0;
            for (int k = from; k < to; k++) {
                if (k == from || q1[k] != q1[k - 1] || q2[k] != q2[k - 1]) {
                    begin[pairs++] = k;
                }
            }
            begin[pairs] = to;
            int[] ends = Arrays.copyOf(begin, pairs + 1);
            int[] firstOf = Arrays.copyOf(begin, pairs);
            return new Block(
                    t.l1(),
                    t.l2(),
                    t.l3(),
                    terms(t),
                    Arrays.stream(firstOf).map(k -> q1[k]).toArray(),
                    Arrays.stream(firstOf).map(k -> q2[k]).toArray(),
                    ends,
                    to - from == pairs * q);
        }
    }

    private static Terms terms(BispectrumLayout.Triple t) {
        ClebschGordan coupling = ClebschGordan.of(t.l1(), t.l2(), t.l3());
        // sorted by M, m1, m2
        List<ClebschGordan.Entry> entries = coupling.entries();
        double factor = t.factor() * coupling.sign();
        int[] m = new int[entries.size()];
        int[] m1 = new int[entries.size()];
        int[] begin = new int[entries.size() + 1];
        int groups = 0;
        for (int k = 0; k < entries.size(); k++) {
            ClebschGordan.Entry e = entries.get(k);
            if (groups == 0 || m[groups - 1] != e.m() + t.l3() || m1[groups - 1] != e.m1() + t.l1()) {
                m[groups] = e.m() + t.l3();
                m1[groups] = e.m1() + t.l1();
                begin[groups++] = k;
            }
        }
        begin[groups] = entries.size();
        return new Terms(
                Arrays.copyOf(m, groups),
                Arrays.copyOf(m1, groups),
                Arrays.copyOf(begin, groups + 1),
                entries.stream().mapToInt(e -> e.m2() + t.l2()).toArray(),
                entries.stream().mapToDouble(e -> factor * e.value()).toArray());
    }
}
