package org.lather.options;

/**
 * The environments that span a sparse model.
 *
 * @param count number M of representatives, positive
 * @param pool number of random environments that farthest point sampling chooses from, positive
 * @param precision of their features, to which these are rounded before the fit, and with which models are written
 */
public record Representatives(int count, Selection selection, int pool, Precision precision) {
    /** The precision of numbers. */
    public enum Precision {
        DOUBLE,
        SINGLE
    }

    /** The way in which representatives are chosen. */
    public enum Selection {
        /** Farthest point sampling over a random pool. */
        FPS,
        /** A random choice of environments. */
        RANDOM
    }

    /** Representatives in double precision. */
    public Representatives(int count, Selection selection, int pool) {
        this(count, selection, pool, Precision.DOUBLE);
    }

    /** @throws IllegalArgumentException if a number is not positive */
    public Representatives {
        if (count < 1) {
            throw new IllegalArgumentException("expected at least 1 representative, got " + count);
        }
        if (pool < 1) {
            throw new IllegalArgumentException("expected a pool of at least 1, got " + pool);
        }
    }
}
