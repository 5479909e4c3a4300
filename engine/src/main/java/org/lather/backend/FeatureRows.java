package org.lather.backend;

/**
 * Rows taken from features, one after another, which become features themselves without leaving where they were
 * computed.
 */
public interface FeatureRows extends AutoCloseable {
    /**
     * Appends some rows of features, in the order given.
     *
     * @throws IllegalArgumentException beyond the number of rows that there is room for
     */
    void add(Features from, int[] rows);

    /** The rows so far as features; there is no room for more afterwards. */
    Features finish();

    /** Gives the rows back, unless they have become features. */
    @Override
    void close();
}
