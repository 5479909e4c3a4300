package org.lather.selection;

/**
 * Points in a space of some dimension, among which a {@link Selector} chooses. Samples are the rows of a matrix,
 * features its columns ({@link #columns}).
 *
 * @param values coordinates [point][coordinate], flattened; handed over, not copied
 * @param size number of points
 * @param dimension number of coordinates of each point
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record Points(double[] values, int size, int dimension) {
    /** Rows and columns of a block of a transposition: two blocks fit in the first cache. */
    private static final int BLOCK = 32;

    /** @throws IllegalArgumentException if there is no point or no coordinate, or the number of values differs */
    public Points {
        if (size < 1 || dimension < 1 || (long) size * dimension != values.length) {
            throw new IllegalArgumentException("expected " + size + " x " + dimension
                    + " values of at least one point and coordinate, got " + values.length);
        }
    }

    /** The columns of a matrix [row][column] as points, in a new array. */
    public static Points columns(double[] values, int rows, int columns) {
        double[] out = new double[values.length];
        for (int r = 0; r < rows; r += BLOCK) {
            for (int c = 0; c < columns; c += BLOCK) {
                for (int i = r; i < Math.min(rows, r + BLOCK); i++) {
                    for (int j = c; j < Math.min(columns, c + BLOCK); j++) {
                        out[j * rows + i] = values[i * columns + j];
                    }
                }
            }
        }
        return new Points(out, columns, rows);
    }

    /** The scalar product of two points. */
    double dot(int i, int j) {
        return dot(values, i * dimension, values, j * dimension, dimension);
    }

    /** The squared norm of each point. */
    double[] norms() {
        double[] out = new double[size];
        for (int i = 0; i < size; i++) {
            out[i] = dot(i, i);
        }
        return out;
    }

    /** The scalar product of n numbers of two arrays, in four partial sums. */
    static double dot(double[] a, int aAt, double[] b, int bAt, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < n; k += 4) {
            s0 += a[aAt + k] * b[bAt + k];
            s1 += a[aAt + k + 1] * b[bAt + k + 1];
            s2 += a[aAt + k + 2] * b[bAt + k + 2];
            s3 += a[aAt + k + 3] * b[bAt + k + 3];
        }
        for (; k < n; k++) {
            s0 += a[aAt + k] * b[bAt + k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    public String toString() {
        return size + " points of dimension " + dimension;
    }
}
