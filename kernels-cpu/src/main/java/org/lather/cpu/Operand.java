package org.lather.cpu;

import org.jspecify.annotations.Nullable;

/**
 * A factor of a matrix product as it is stored: element (i, j) at offset + row(i) · stride + j, where row(i) =
 * index[i], or i without an index. The product sees the transpose where asked. Products pack it block by block into
 * doubles.
 */
sealed interface Operand permits DoubleOperand, FloatOperand {
    int offset();

    int stride();

    boolean transpose();

    /** The index of the stored row of each row; null for all rows in order. */
    int @Nullable [] index();

    /** The length of the array. */
    int length();

    /** Returns the transposed operand. */
    Operand transposed();

    /**
     * Rows {@code row} to row + {@code lanes} - 1 as the lanes of a panel: to[k · width + lane] = (row + lane, column +
     * k) for {@code steps} values of k, and 0 in lanes from {@code lanes} to {@code width} - 1.
     */
    void packAcross(int row, int lanes, int column, int steps, double[] to, int at, int width);

    /** Columns as the lanes of a panel: to[k · width + lane] = (row + k, column + lane), and 0 in the lanes beyond. */
    void packAlong(int row, int steps, int column, int lanes, double[] to, int at, int width);

    /** The panel of a left factor: rows of op(A) as lanes. */
    default void packLeft(int row, int lanes, int k, int steps, double[] to, int at, int width) {
        if (transpose()) {
            packAlong(k, steps, row, lanes, to, at, width);
        } else {
            packAcross(row, lanes, k, steps, to, at, width);
        }
    }

    /** The panel of a right factor: columns of op(B) as lanes. */
    default void packRight(int column, int lanes, int k, int steps, double[] to, int at, int width) {
        if (transpose()) {
            packAcross(column, lanes, k, steps, to, at, width);
        } else {
            packAlong(k, steps, column, lanes, to, at, width);
        }
    }

    default int start(int row) {
        int[] index = index();
        return offset() + (index == null ? row : index[row]) * stride();
    }

    /** Checks that the product's view [rows][columns] of this lies in the array. */
    default void check(String name, int rows, int columns) {
        int r = transpose() ? columns : rows;
        int c = transpose() ? rows : columns;
        int last = r - 1;
        int[] index = index();
        if (index != null) {
            if (index.length < r) {
                throw new IllegalArgumentException(
                        "matrix " + name + ": expected an index of " + r + " rows, got " + index.length);
            }
            last = -1;
            for (int i = 0; i < r; i++) {
                if (index[i] < 0) {
                    throw new IllegalArgumentException(
                            "matrix " + name + ": expected rows from 0 on, got " + index[i] + " at " + i);
                }
                last = Math.max(last, index[i]);
            }
        }
        Bounds.check(name, last + 1, c, offset(), stride(), length());
    }
}
