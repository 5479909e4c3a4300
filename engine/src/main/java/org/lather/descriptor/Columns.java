package org.lather.descriptor;

import java.util.Arrays;

/**
 * A selection of columns of a descriptor, by their indices in its full stored layout: all of them, or some that are
 * computed without the others. Immutable.
 */
public final class Columns {
    private static final Columns ALL = new Columns(new int[0]);
    private final int[] places;

    private Columns(int[] places) {
        this.places = places;
    }

    public static Columns all() {
        return ALL;
    }

    /**
     * @param places indices in the full layout, ascending, not negative, at least one
     * @throws IllegalArgumentException if there is no column, or they are not ascending
     */
    public static Columns of(int... places) {
        if (places.length == 0) {
            throw new IllegalArgumentException("expected at least one column, got none");
        }
        for (int k = 0; k < places.length; k++) {
            if (places[k] < 0 || (k > 0 && places[k] <= places[k - 1])) {
                throw new IllegalArgumentException("expected ascending columns from 0 on, got " + places[k]
                        + (k > 0 ? " after " + places[k - 1] : ""));
            }
        }
        return new Columns(places.clone());
    }

    public boolean isAll() {
        return places.length == 0;
    }

    /**
     * The number of columns.
     *
     * @param full number of columns in the full layout
     * @throws IllegalArgumentException if a column is not below the number of columns
     */
    public int count(int full) {
        if (places.length > 0 && places[places.length - 1] >= full) {
            throw new IllegalArgumentException(
                    "expected columns from 0 to " + (full - 1) + ", got " + places[places.length - 1]);
        }
        return isAll() ? full : places.length;
    }

    /** The index of column k in the full layout. */
    public int place(int k) {
        return isAll() ? k : places[k];
    }

    /** The indices of a selection; an empty array for all columns. */
    public int[] places() {
        return places.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Columns c && Arrays.equals(places, c.places);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(places);
    }

    @Override
    public String toString() {
        return isAll() ? "all columns" : places.length + " columns";
    }
}
