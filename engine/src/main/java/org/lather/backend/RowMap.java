package org.lather.backend;

/**
 * A sparse linear map from the rows of environments to rows of structures: row i is multiplied with {@code factor[i]}
 * and added to row {@code row[i]}. With factor 1 it sums over the atoms of a structure, with one over their number it
 * takes the mean, and with {@code row[i] = i} it keeps every environment.
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's numbers, not copied
public record RowMap(int[] row, double[] factor) {
    /** @throws IllegalArgumentException if the lengths differ */
    public RowMap {
        if (factor.length != row.length) {
            throw new IllegalArgumentException(
                    "expected a factor for each of " + row.length + " rows, got " + factor.length);
        }
    }

    /** The number of rows that are mapped. */
    public int size() {
        return row.length;
    }
}
