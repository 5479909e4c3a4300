package org.lather.structure;

import java.util.Optional;
import java.util.Set;

/**
 * The values and columns that were read with a structure, parsed lazily. File readers implement it; programs use
 * {@link Annotations}, which can add to it. Immutable.
 */
public interface AnnotationSource {
    /** A value of the whole structure. */
    interface Value {
        /** The value as text, without quotes and escapes. */
        String text();

        /** All numbers of the value, matrices flattened row by row; empty if it does not consist of numbers only. */
        Optional<double[]> numbers();
    }

    /** A column with values for each atom. */
    interface Column {
        /** The number of values for each atom. */
        int width();

        /** Whether the values are truth values. */
        boolean isLogical();

        /**
         * A copy of the values, [n][width] flattened; true is 1 and false is 0, and a missing value ({@link Missing})
         * is NaN.
         *
         * @throws RuntimeException if the column contains text, or a word of it is not a number; the message has file
         *     and line
         */
        double[] numbers();
    }

    /** The number of atoms of the structure, or -1 if there is no column. */
    int atoms();

    /** The keys of the values, in the file's order, without those that describe the cell and the columns. */
    Set<String> keys();

    Optional<Value> value(String key);

    /** The names of the columns other than elements and positions, in the file's order. */
    Set<String> columnNames();

    /** The column of a name; empty if it is not one of {@link #columnNames}. */
    Optional<Column> column(String name);

    /** Whether a name is that of the column of elements or of positions. */
    boolean isGeometry(String name);

    /** The approximate size in memory, in bytes. */
    long bytes();
}
