package org.lather.backend;

/** A {@link FormBlock} where a backend computes it. */
public interface Form extends AutoCloseable {
    /** The number of features d. */
    int columns();

    @Override
    void close();
}
