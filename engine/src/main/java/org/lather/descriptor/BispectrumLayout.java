package org.lather.descriptor;

import java.util.ArrayList;
import java.util.List;
import org.lather.math.ClebschGordan;

/**
 * The layout of the invariants B(l1 l2 l3; q1 q2 q3) of three density coefficients in a row, with q = a N + n over
 * channels a and radial functions n, Q = C N in total: triples l1 ≤ l2 ≤ l3 follow each other, each with its products
 * (q1, q2, q3), q3 fastest.
 *
 * <p>Another order of the factors (l, q) gives the same invariant up to its sign, so only one order is stored: q1 ≤ q2
 * where l1 = l2, and q2 ≤ q3 where l2 = l3. A pseudo-scalar changes its sign if two factors are exchanged and vanishes
 * if they are equal; of pseudo-scalars those with q1 &lt; q2 and q2 &lt; q3 are stored. The weight of an element is the
 * square root of the number of equal terms that it represents, so that scalar products of rows are those over all
 * orders of the factors.
 */
public final class BispectrumLayout {
    private final List<Triple> triples;
    private final int sigma;
    private final int channels;
    private final int size;

    /**
     * The block of products of three orders.
     *
     * @param offset index of the first product
     * @param size number of products
     */
    public record Triple(int l1, int l2, int l3, int offset, int size) {
        /** The factor (−1)^l3/√(2 l3+1) of the product of the first two coefficients, coupled to l3, with the third. */
        public double factor() {
            return (l3 % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l3 + 1);
        }
    }

    /** A product of a triple of orders: the indices q of its three factors. */
    public record Product(Triple triple, int q1, int q2, int q3) {
        /** The weight w, the square root of the number of different orders of the factors (l, q): √6, √3 or 1. */
        public double weight() {
            boolean first = triple.l1 == triple.l2 && q1 == q2;
            boolean last = triple.l2 == triple.l3 && q2 == q3;
            return first && last ? 1 : Math.sqrt(first || last ? 3 : 6);
        }
    }

    private BispectrumLayout(List<Triple> triples, int sigma, int channels, int size) {
        this.triples = triples;
        this.sigma = sigma;
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
        for (int l1 = 0; l1 <= maxAngular; l1++) {
            for (int l2 = l1; l2 <= maxAngular; l2++) {
                for (int l3 = l2; l3 <= maxAngular; l3++) {
                    if (ClebschGordan.couples(l1, l2, l3) && ((l1 + l2 + l3) % 2 == 0) == (sigma > 0)) {
                        int size = products(l1, l2, l3, sigma, channels);
                        triples.add(new Triple(l1, l2, l3, offset, size));
                        offset = Math.addExact(offset, size);
                    }
                }
            }
        }
        return new BispectrumLayout(List.copyOf(triples), sigma, channels, offset);
    }

    /** The number of products (q1, q2, q3) of three orders. */
    private static int products(int l1, int l2, int l3, int sigma, int q) {
        long all = q;
        long size = l1 == l2
                ? ordered(l2 == l3, sigma, q, q)
                : l2 == l3 ? Math.multiplyExact(pairs(sigma, q), all) : all * all * all;
        return Math.toIntExact(size);
    }

    /** The number of pairs q1 ≤ q2, or q1 &lt; q2 of pseudo-scalars. */
    private static long pairs(int sigma, int q) {
        return (long) q * (q + sigma) / 2;
    }

    /** The number of products of equal l1 and l2 whose q1 and q2 are among the last n. */
    private static long ordered(boolean allEqual, int sigma, int n, int q) {
        return allEqual ? pairs(sigma, n) * (n + 2 * sigma) / 3 : pairs(sigma, n) * q;
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

    /** The smallest q2 that is stored with q1. */
    public int firstSecond(Triple t, int q1) {
        return first(t.l1 == t.l2, q1);
    }

    /** The smallest q3 that is stored with q2; all from it on follow each other. */
    public int firstThird(Triple t, int q2) {
        return first(t.l2 == t.l3, q2);
    }

    private int first(boolean equalOrders, int q) {
        return !equalOrders ? 0 : sigma > 0 ? q : q + 1;
    }

    /** Receives products in the order of their indices. */
    @FunctionalInterface
    public interface Visitor {
        void accept(int place, Product product);
    }

    /** Visits all products of a row. */
    public void forEach(Visitor visitor) {
        for (Triple t : triples) {
            int place = t.offset;
            for (int q1 = 0; q1 < channels; q1++) {
                for (int q2 = firstSecond(t, q1); q2 < channels; q2++) {
                    for (int q3 = firstThird(t, q2); q3 < channels; q3++) {
                        visitor.accept(place++, new Product(t, q1, q2, q3));
                    }
                }
            }
        }
    }

    /**
     * The product at an index of a row.
     *
     * @throws IllegalArgumentException if there is no product of this index
     */
    public Product product(int place) {
        Triple t = triple(place);
        int rest = place - t.offset;
        for (int q1 = 0; q1 < channels; q1++) {
            for (int q2 = firstSecond(t, q1); q2 < channels; q2++) {
                int first = firstThird(t, q2);
                int count = Math.max(0, channels - first);
                if (rest < count) {
                    return new Product(t, q1, q2, first + rest);
                }
                rest -= count;
            }
        }
        throw new IllegalArgumentException("expected an index from 0 to " + (size - 1) + ", got " + place);
    }

    private Triple triple(int place) {
        for (Triple t : triples) {
            if (place >= t.offset && place < t.offset + t.size) {
                return t;
            }
        }
        throw new IllegalArgumentException("expected an index from 0 to " + (size - 1) + ", got " + place);
    }

    /** The same product with its factors in the order that is stored. */
    public Product stored(Product product) {
        int[] q = {product.q1, product.q2, product.q3};
        sort(product.triple, q);
        return new Product(product.triple, q[0], q[1], q[2]);
    }

    /** The sign of a product beside that of the stored order: −1 for an odd permutation of a pseudo-scalar. */
    public int sign(Product product) {
        return sigma > 0 || sort(product.triple, new int[] {product.q1, product.q2, product.q3}) % 2 == 0 ? 1 : -1;
    }

    /**
     * The index of a product in a row; −1 for one that vanishes and has none.
     *
     * @param stored with its factors in the order that is stored
     */
    public int place(Product stored) {
        Triple t = stored.triple;
        int first = firstThird(t, stored.q2);
        boolean vanishes = stored.q2 < firstSecond(t, stored.q1) || stored.q3 < first;
        return vanishes ? -1 : row(t, stored.q1, stored.q2) + stored.q3 - first;
    }

    /** Sorts the indices of factors with equal orders, and returns the number of exchanges. */
    private static int sort(Triple t, int[] q) {
        int exchanges = 0;
        for (int pass = 0; pass < 2; pass++) {
            exchanges += t.l1 == t.l2 && q[0] > q[1] ? exchange(q, 0) : 0;
            exchanges += t.l2 == t.l3 && q[1] > q[2] ? exchange(q, 1) : 0;
        }
        return exchanges;
    }

    private static int exchange(int[] q, int at) {
        int first = q[at];
        q[at] = q[at + 1];
        q[at + 1] = first;
        return 1;
    }

    /** The index of the first product with q1 and q2. */
    private int row(Triple t, int q1, int q2) {
        int before = t.l1 == t.l2
                ? t.size - Math.toIntExact(ordered(t.l2 == t.l3, sigma, channels - q1, channels))
                : q1 * (t.size / channels);
        int row = t.offset + before;
        for (int q = firstSecond(t, q1); q < q2; q++) {
            row += Math.max(0, channels - firstThird(t, q));
        }
        return row;
    }
}
