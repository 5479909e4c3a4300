package org.lather.arrayfile;

import java.io.IOException;

/** A matrix of doubles that is written row by row and need not fit in memory. */
public interface RowWriter {
    /**
     * @param values contiguous rows from {@code offset} on
     * @param rows number of rows
     * @throws IOException if the file cannot be written
     */
    void append(double[] values, int offset, int rows) throws IOException;
}
