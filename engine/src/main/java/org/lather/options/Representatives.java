package org.lather.options;

/**
 * The environments that span a sparse model.
 *
 * @param count M, positive
 * @param pool how many random environments farthest point sampling chooses from, positive
 */
public record Representatives(int count, Selection selection, int pool) {
    /** How they are chosen. */
    public enum Selection {
        /** Farthest point sampling over a random pool. */
        FPS,
        /** At random. */
        RANDOM
    }

    public Representatives {
        if (count < 1) {
            throw new IllegalArgumentException("expected at least 1 representative, got " + count);
        }
        if (pool < 1) {
            throw new IllegalArgumentException("expected a pool of at least 1, got " + pool);
        }
    }
}
