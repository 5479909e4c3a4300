package org.lather.backend;

/** A dense matrix [rows][columns] of doubles in the memory of the backend. */
public interface Tile extends AutoCloseable {
    int rows();

    int columns();

    /** Sets every value to zero. */
    void clear();

    /** Replaces rows from {@code firstRow} on by {@code values}, row by row without gaps. */
    void upload(int firstRow, double[] values);

    /** A copy on the host, [rows][columns] flattened. */
    double[] download();

    @Override
    void close();
}
