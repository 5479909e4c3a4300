package org.lather.structure;

import java.util.Optional;
import java.util.Set;

/**
 * The values and columns that were read with a structure, parsed when they are asked for. Readers of files implement
 * it; {@link Annotations} adds to it and is what programs ask. Immutable.
 */
public interface AnnotationSource {
    /** A value of the whole structure. */
    interface Value {
        /** The value as text, without quotes and escapes. */
        String text();

        /** All numbers of the value, matrices flattened row by row; empty where it is not made of numbers alone. */
        Optional<double[]> numbers();
    }

    /** A column of the atoms. */
    interface Column {
        /** How many values each atom has. */
        int width();

        /**
         * A copy of the values, [n][width] flattened; true is 1 and false is 0.
         *
         * @throws RuntimeException where the column holds text, or a word of it is not a number; the message has file
         *     and line
         */
        double[] numbers();
    }

    /** The number of atoms of the structure, or -1 where there is no column. */
    int atoms();

    /** The keys of the values, in the file's order, without those of the cell and of the columns' declaration. */
    Set<String> keys();

    Optional<Value> value(String key);

    /** The names of the columns besides the elements and the positions, in the file's order. */
    Set<String> columnNames();

    /** One of {@link #columnNames}. */
    Optional<Column> column(String name);

    /** Whether a name is that of the column of elements or of positions. */
    boolean isGeometry(String name);

    /** The approximate size in memory, in bytes. */
    long bytes();
}
