package org.lather.backend;

/** Collects rows from features, which become features themselves without leaving the device. */
public interface FeatureRows extends AutoCloseable {
    /**
     * Appends some rows of features, in the given order.
     *
     * @throws IllegalArgumentException if the capacity is exceeded
     */
    void add(Features from, int[] rows);

    /** Returns the rows so far as features. No rows can be added afterwards. */
    Features finish();

    /** Frees the rows, unless they have become features. */
    @Override
    void close();
}
