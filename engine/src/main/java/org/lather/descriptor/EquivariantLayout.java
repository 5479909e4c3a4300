package org.lather.descriptor;

import java.util.ArrayList;
import java.util.List;
import org.lather.math.ClebschGordan;

/**
 * The layout of the products T^λ(l1 l2; q1 q2) of two density coefficients in a row, with q = a N + n over channels a
 * and radial functions n, Q = C N in total. Blocks of (l1, l2), l1 ≤ l2, follow each other with l1, then l2 ascending.
 *
 * <p>The product (l2 l1; q2 q1) equals (l1 l2; q1 q2) up to the sign σ, so it is not stored. An element that represents
 * two equal terms of a scalar product has the weight √2, so that scalar products of rows are those of the full product.
 * For l1 &lt; l2 all (q1, q2) are stored, q2 fastest, with √2. For l1 = l2 and σ = +1 those with q1 ≤ q2, √2 off the
 * diagonal; for σ = −1 those with q1 &lt; q2, √2 (the others are zero or repeat).
 */
public final class EquivariantLayout {
    private final List<Block> blocks;
    private final int channels;
    private final int size;

    /** The pairs (q1, q2) that a block stores. */
    public enum Pairs {
        ALL,
        UPPER,
        STRICTLY_UPPER
    }

    /**
     * The block of products of two orders.
     *
     * @param l2 at least l1
     * @param offset index of the first product
     * @param size the number of products
     */
    public record Block(int l1, int l2, Pairs pairs, int offset, int size) {}

    private EquivariantLayout(List<Block> blocks, int channels, int size) {
        this.blocks = blocks;
        this.channels = channels;
        this.size = size;
    }

    /**
     * @param maxAngular the largest l1 and l2
     * @param lambda λ, the order of the products
     * @param sigma σ = (−1)^(l1+l2+λ), +1 or −1
     * @param channels Q, channels times radial functions
     */
    public static EquivariantLayout of(int maxAngular, int lambda, int sigma, int channels) {
        List<Block> blocks = new ArrayList<>();
        int offset = 0;
        for (int l1 = 0; l1 <= maxAngular; l1++) {
            for (int l2 = l1; l2 <= maxAngular; l2++) {
                if (!ClebschGordan.couples(l1, l2, lambda) || ((l1 + l2 + lambda) % 2 == 0) != (sigma > 0)) {
                    continue;
                }
                Pairs pairs = l1 < l2 ? Pairs.ALL : sigma > 0 ? Pairs.UPPER : Pairs.STRICTLY_UPPER;
                int size = switch (pairs) {
                    case ALL -> Math.multiplyExact(channels, channels);
                    case UPPER -> Math.multiplyExact(channels, channels + 1) / 2;
                    case STRICTLY_UPPER -> Math.multiplyExact(channels, channels - 1) / 2;
                };
                blocks.add(new Block(l1, l2, pairs, offset, size));
                offset = Math.addExact(offset, size);
            }
        }
        return new EquivariantLayout(List.copyOf(blocks), channels, offset);
    }

    public List<Block> blocks() {
        return blocks;
    }

    /** The number of products in a row. */
    public int size() {
        return size;
    }

    /** Q. */
    public int channels() {
        return channels;
    }

    /** The index of a product within a row; in blocks with l1 = l2, q1 ≤ q2 or q1 &lt; q2. */
    public int place(Block block, int q1, int q2) {
        return block.offset()
                + switch (block.pairs()) {
                    case ALL -> q1 * channels + q2;
                    case UPPER -> q1 * channels - q1 * (q1 - 1) / 2 + (q2 - q1);
                    case STRICTLY_UPPER -> q1 * (channels - 1) - q1 * (q1 - 1) / 2 + (q2 - q1 - 1);
                };
    }

    /** The weight of a product: √2 if it represents two, otherwise 1. */
    public static double weight(Block block, int q1, int q2) {
        return block.pairs() == Pairs.UPPER && q1 == q2 ? 1 : Math.sqrt(2);
    }

    /** The smallest q2 that a block stores with q1. */
    public static int firstPartner(Block block, int q1) {
        return switch (block.pairs()) {
            case ALL -> 0;
            case UPPER -> q1;
            case STRICTLY_UPPER -> q1 + 1;
        };
    }
}
