package org.lather.backend;

import java.util.Arrays;

/**
 * The lower triangle of a matrix [M][M], in panels of consecutive rows. A panel holds its rows [rows][columns] from the
 * first column to the last diagonal element among them, so that all panels together need about half of the memory of
 * the square, and no array has more than {@link #PANEL} M numbers. What is above the diagonal is undefined.
 */
public interface LowerTriangle {
    /** The number of rows of a panel, except for the last one: two lengths of partial sums of products on a CPU. */
    int PANEL = 768;

    /** Returns a view of the lower triangle of a matrix [size][size], which is only read. */
    static LowerTriangle of(double[] square, int size) {
        return new SquareTriangle(square, size);
    }

    /** The number of rows M. */
    int size();

    /**
     * Returns the rows of a panel, [rows][columns], without gaps.
     *
     * @param buffer at least {@link #bufferSize} numbers, which the result may share
     */
    Matrix read(int panel, double[] buffer);

    /** Stores the rows of a panel that {@link #read} returned, with other values. */
    void write(int panel, Matrix rows);

    /** The number of values of a buffer for {@link #read}; 0 if the triangle is in memory. */
    int bufferSize();

    /** The number of bytes in memory. */
    long heldBytes();

    /**
     * Copies a block left of the diagonal, [to − from][columns].
     *
     * @param from the first row
     * @param to the row after the last one
     * @param column the first column
     */
    default double[] block(int from, int to, int column, int columns) {
        double[] buffer = buffer();
        double[] out = new double[Math.multiplyExact(to - from, columns)];
        for (int row = from; row < to; ) {
            int panel = row / PANEL;
            Matrix rows = read(panel, buffer);
            for (int end = Math.min(to, end(panel)); row < end; row++) {
                int at = rows.offset() + (row - start(panel)) * rows.stride() + column;
                System.arraycopy(rows.values(), at, out, (row - from) * columns, columns);
            }
        }
        return out;
    }

    /** The number of panels. */
    default int panels() {
        return (size() + PANEL - 1) / PANEL;
    }

    /** The first row of a panel. */
    default int start(int panel) {
        return panel * PANEL;
    }

    /** The row after the last one of a panel, which is the number of its columns. */
    default int end(int panel) {
        return Math.min(size(), (panel + 1) * PANEL);
    }

    /** Makes a buffer for {@link #read}. */
    default double[] buffer() {
        return new double[bufferSize()];
    }

    /** Sets all elements to 0. */
    default void clear() {
        double[] buffer = buffer();
        for (int p = 0; p < panels(); p++) {
            Matrix rows = read(p, buffer);
            Arrays.fill(rows.values(), rows.offset(), rows.offset() + rows.span(), 0);
            write(p, rows);
        }
    }

    /** Sets all elements to those of another triangle of equal size. */
    default void set(LowerTriangle other) {
        double[] buffer = other.buffer();
        for (int p = 0; p < panels(); p++) {
            write(p, other.read(p, buffer));
        }
    }

    /** Adds the elements of another triangle of equal size, times a factor. */
    default void add(double factor, LowerTriangle other) {
        double[] own = buffer();
        double[] theirs = other.buffer();
        for (int p = 0; p < panels(); p++) {
            Matrix to = read(p, own);
            Matrix from = other.read(p, theirs);
            for (int i = 0; i < to.rows(); i++) {
                int a = to.offset() + i * to.stride();
                int b = from.offset() + i * from.stride();
                for (int j = 0; j <= start(p) + i; j++) {
                    to.values()[a + j] += factor * from.values()[b + j];
                }
            }
            write(p, to);
        }
    }

    /** The sum of the diagonal elements. */
    default double trace() {
        double[] buffer = buffer();
        double trace = 0;
        for (int p = 0; p < panels(); p++) {
            Matrix rows = read(p, buffer);
            for (int i = 0; i < rows.rows(); i++) {
                trace += rows.values()[rows.offset() + i * rows.stride() + start(p) + i];
            }
        }
        return trace;
    }

    /** Returns the elements in a square [M][M], with zeros above the diagonal. */
    default double[] square() {
        int m = size();
        double[] out = new double[Math.multiplyExact(m, m)];
        forEachRow((row, values, offset) -> System.arraycopy(values, offset, out, row * m, row + 1));
        return out;
    }

    /** Returns the elements row by row without gaps, [M (M + 1)/2]. */
    default double[] packed() {
        int m = size();
        double[] out = new double[Math.toIntExact((long) m * (m + 1) / 2)];
        forEachRow((row, values, offset) ->
                System.arraycopy(values, offset, out, (int) ((long) row * (row + 1) / 2), row + 1));
        return out;
    }

    /** Takes one row after another. */
    interface RowConsumer {
        /**
         * @param row index of the row
         * @param values array that has its elements
         * @param offset index of its first element in the array
         */
        void accept(int row, double[] values, int offset);
    }

    /** Gives all rows in order. */
    default void forEachRow(RowConsumer to) {
        double[] buffer = buffer();
        for (int p = 0; p < panels(); p++) {
            Matrix rows = read(p, buffer);
            for (int i = 0; i < rows.rows(); i++) {
                to.accept(start(p) + i, rows.values(), rows.offset() + i * rows.stride());
            }
        }
    }

    /** The number of elements that panels of a size hold. */
    static long count(long size) {
        long whole = size / PANEL;
        return PANEL * (long) PANEL * whole * (whole + 1) / 2 + (size - whole * PANEL) * size;
    }

    /** The number of elements of the largest panel of a size. */
    static long largestPanel(long size) {
        long last = size % PANEL == 0 ? PANEL : size % PANEL;
        return Math.max(Math.min(size, last) * size, size > PANEL ? PANEL * (size - last) : 0);
    }
}
