package org.lather.descriptor;

import java.util.ArrayList;
import java.util.List;
import org.lather.math.ClebschGordan;

/**
 * The layout of the invariants B(l1 l2 l3; q1 q2 q3) of three density coefficients in a row, with q = a N + n over
 * channels a and radial functions n, Q = C N in total: triples l1 ≤ l2 ≤ l3 follow each other, each with all (q1, q2,
 * q3), q3 fastest.
 *
 * <p>Another order of the factors gives the same invariant up to its sign, so only one order is stored. An element that
 * represents six (three) equal terms of a scalar product has the weight √6 (√3), so that scalar products of rows are
 * those of the full product.
 */
public final class BispectrumLayout {
    private final List<Triple> triples;
    private final int channels;
    private final int size;

    /**
     * The block of products of three orders.
     *
     * @param offset index of the first product
     */
    public record Triple(int l1, int l2, int l3, int offset) {
        /** The weight w, the square root of the number of different orders of the factors. */
        public double weight() {
            return l1 == l2 && l2 == l3 ? 1 : Math.sqrt(l1 == l2 || l2 == l3 ? 3 : 6);
        }

        /**
         * The factor (−1)^l3/√(2 l3+1) w of the product of the first two coefficients, coupled to l3, with the third.
         */
        public double factor() {
            return (l3 % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l3 + 1) * weight();
        }
    }

    private BispectrumLayout(List<Triple> triples, int channels, int size) {
        this.triples = triples;
        this.channels = channels;
        this.size = size;
    }

    /**
     * @param sigma σ = (−1)^(l1+l2+l3), +1 for scalars, −1 for pseudo-scalars
     * @param channels Q, channels times radial functions
     */
    public static BispectrumLayout of(int maxAngular, int sigma, int channels) {
        List<Triple> triples = new ArrayList<>();
        int offset = 0;
        int block = Math.multiplyExact(Math.multiplyExact(channels, channels), channels);
        for (int l1 = 0; l1 <= maxAngular; l1++) {
            for (int l2 = l1; l2 <= maxAngular; l2++) {
                for (int l3 = l2; l3 <= maxAngular; l3++) {
                    if (ClebschGordan.couples(l1, l2, l3) && ((l1 + l2 + l3) % 2 == 0) == (sigma > 0)) {
                        triples.add(new Triple(l1, l2, l3, offset));
                        offset = Math.addExact(offset, block);
                    }
                }
            }
        }
        return new BispectrumLayout(List.copyOf(triples), channels, offset);
    }

    public List<Triple> triples() {
        return triples;
    }

    /** The number of products in a row. */
    public int size() {
        return size;
    }

    /** Q. */
    public int channels() {
        return channels;
    }

    /** The index of a product within a row. */
    public int place(Triple triple, int q1, int q2, int q3) {
        return triple.offset() + (q1 * channels + q2) * channels + q3;
    }

    /** The triple to which an index belongs. */
    public Triple triple(int place) {
        return triples.get(place / (channels * channels * channels));
    }
}
