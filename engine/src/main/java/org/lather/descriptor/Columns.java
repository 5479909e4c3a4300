package org.lather.descriptor;

import java.util.Arrays;
import java.util.Optional;

/**
 * A selection of columns of a descriptor, by their indices in its full stored layout: all of them, some that are
 * computed without the others, or combinations of all. Immutable.
 */
public final class Columns {
    private static final Columns ALL = new Columns(new int[0], Optional.empty());
    private final int[] places;
    private final Optional<Combinations> combinations;

    private Columns(int[] places, Optional<Combinations> combinations) {
        this.places = places;
        this.combinations = combinations;
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
        return new Columns(places.clone(), Optional.empty());
    }

    /** Combinations in place of the columns. */
    public static Columns combined(Combinations combinations) {
        return new Columns(new int[0], Optional.of(combinations));
    }

    /** Whether these are the columns of the full layout themselves, all of them. */
    public boolean isAll() {
        return places.length == 0 && combinations.isEmpty();
    }

    /** The combinations that take the place of columns; empty if columns are as they are. */
    public Optional<Combinations> combinations() {
        return combinations;
    }

    /**
     * The number of columns.
     *
     * @param full number of columns in the full layout
     * @throws IllegalArgumentException if a column is not below the number of columns, or combinations are of another
     *     number
     */
    public int count(int full) {
        if (combinations.isPresent()) {
            if (combinations.get().full() != full) {
                throw new IllegalArgumentException("expected combinations of " + full + " columns, got those of "
                        + combinations.get().full());
            }
            return combinations.get().count();
        }
        if (places.length > 0 && places[places.length - 1] >= full) {
            throw new IllegalArgumentException(
                    "expected columns from 0 to " + (full - 1) + ", got " + places[places.length - 1]);
        }
        return isAll() ? full : places.length;
    }

    /**
     * The index of column k in the full layout.
     *
     * @throws IllegalArgumentException for combinations, which have no place
     */
    public int place(int k) {
        expectPlaces();
        return isAll() ? k : places[k];
    }

    /**
     * The indices of a selection; an empty array for all columns.
     *
     * @throws IllegalArgumentException for combinations, which have no place
     */
    public int[] places() {
        expectPlaces();
        return places.clone();
    }

    private void expectPlaces() {
        if (combinations.isPresent()) {
            throw new IllegalArgumentException("expected columns of the full layout, got combinations of them");
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Columns c && Arrays.equals(places, c.places) && combinations.equals(c.combinations);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(places) + combinations.hashCode();
    }

    @Override
    public String toString() {
        return combinations.isPresent()
                ? combinations.get().count() + " combinations of columns"
                : isAll() ? "all columns" : places.length + " columns";
    }
}
