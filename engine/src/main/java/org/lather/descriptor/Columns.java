package org.lather.descriptor;

import java.util.Arrays;

/**
 * The columns of a descriptor that are wanted, by their places in its full stored layout: all of them, or a few that
 * are computed without the others. Immutable.
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

    /** @param places ascending, not negative, at least one */
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
     * @param full the number of the full layout
     */
    public int count(int full) {
        if (places.length > 0 && places[places.length - 1] >= full) {
            throw new IllegalArgumentException(
                    "expected columns from 0 to " + (full - 1) + ", got " + places[places.length - 1]);
        }
        return isAll() ? full : places.length;
    }

    /** The place in the full layout of column k. */
    public int place(int k) {
        return isAll() ? k : places[k];
    }

    /** The places of a selection; of all columns an empty array. */
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
