package org.lather.backend;

import java.util.List;

/**
 * The factor of K_MM = L Lᵀ, block by block along the diagonal (one block for each element of the centres, if only
 * centres of the same element have a covariance). It is computed once on the host, so that every backend keeps the same
 * rank.
 *
 * @param size M, the sum of the blocks' sizes
 */
public record Whitening(int size, List<Block> blocks) {
    /** @throws IllegalArgumentException if the blocks are not adjacent */
    public Whitening {
        int next = 0;
        for (Block b : blocks) {
            if (b.offset() != next) {
                throw new IllegalArgumentException("expected a block at " + next + ", got one at " + b.offset());
            }
            next += b.size();
        }
        if (next != size) {
            throw new IllegalArgumentException("expected blocks of " + size + " rows together, got " + next);
        }
        blocks = List.copyOf(blocks);
    }

    /**
     * @param offset the first row and column of the block in K_MM
     * @param factor L, [size][size], lower triangular; elements above the diagonal are not read
     */
    @SuppressWarnings("ArrayRecordComponent") // a large block handed over, not copied
    public record Block(int offset, int size, double[] factor) {}
}
