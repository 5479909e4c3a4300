package org.lather.arrayfile;

import java.io.IOException;

/** A matrix of doubles that grows by rows and need not fit into memory. */
public interface RowWriter {
    /**
     * @param values rows one after another without gaps, from {@code offset} on
     * @param rows how many
     */
    void append(double[] values, int offset, int rows) throws IOException;
}
