package org.lather.cpu;

/** Checks that matrices lie within their arrays, so that inner loops need no checks. */
final class Bounds {
    private Bounds() {}

    static void check(String name, int rows, int columns, int offset, int stride, int length) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "matrix " + name + ": expected a size of 0 or more, got " + rows + " x " + columns);
        }
        if (rows == 0 || columns == 0) {
            return;
        }
        if (stride < columns && rows > 1) {
            throw new IllegalArgumentException(
                    "matrix " + name + ": expected a stride of at least " + columns + ", got " + stride);
        }
        if (offset < 0 || offset + (rows - 1L) * stride + columns > length) {
            throw new IllegalArgumentException("matrix " + name + ": " + rows + " x " + columns + " at offset " + offset
                    + " with stride " + stride + " does not fit an array of " + length);
        }
    }
}
