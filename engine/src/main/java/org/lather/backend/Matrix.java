package org.lather.backend;

/**
 * A matrix [rows][columns] within a host array: element (i, j) is at offset + i · stride + j, or at offset + j · stride
 * + i if it is transposed.
 *
 * @param values the array, which operations read and write
 * @param stride distance from one stored row to the next
 * @param rows number of rows; if transposed, of the transposed matrix
 * @param columns number of columns; if transposed, of the transposed matrix
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's memory
public record Matrix(double[] values, int offset, int stride, int rows, int columns, boolean transposed) {
    /** @throws IllegalArgumentException if the matrix does not fit in its array */
    public Matrix {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("matrix: expected a size of 0 or more, got " + rows + " x " + columns);
        }
        int height = transposed ? columns : rows;
        int width = transposed ? rows : columns;
        if (height > 0 && width > 0) {
            if (stride < width && height > 1) {
                throw new IllegalArgumentException(
                        "matrix: expected a stride of at least " + width + ", got " + stride);
            }
            if (offset < 0 || offset + (height - 1L) * stride + width > values.length) {
                throw new IllegalArgumentException("matrix: " + height + " x " + width + " at offset " + offset
                        + " with stride " + stride + " does not fit an array of " + values.length);
            }
        }
    }

    /** Creates a matrix that is stored row by row. */
    public Matrix(double[] values, int offset, int stride, int rows, int columns) {
        this(values, offset, stride, rows, columns, false);
    }

    /** Creates a matrix that is stored row by row, without gaps, from the beginning of an array. */
    public static Matrix of(double[] values, int rows, int columns) {
        return new Matrix(values, 0, columns, rows, columns);
    }

    /** The transposed matrix, which shares the array. */
    public Matrix transpose() {
        return new Matrix(values, offset, stride, columns, rows, !transposed);
    }

    /** The number of values from the first stored element to the last, including gaps. */
    public int span() {
        int height = transposed ? columns : rows;
        int width = transposed ? rows : columns;
        return height == 0 ? 0 : (height - 1) * stride + width;
    }
}
