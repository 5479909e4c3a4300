package org.lather.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of features on the host: in an array, or stored elsewhere and read when they are needed. */
public final class FeatureBlock {
    private final double @Nullable [] values;
    private final @Nullable StoredRows stored;
    private final int columns;
    private final int[] centers;

    /** Reads rows that are not in memory. Any number of threads may read at the same time. */
    @FunctionalInterface
    public interface StoredRows {
        /** Copies rows {@code from} (inclusive) to {@code to} (exclusive), row by row without gaps. */
        void read(int from, int to, double[] out, int offset);
    }

    private FeatureBlock(double @Nullable [] values, @Nullable StoredRows stored, int columns, int[] centers) {
        this.values = values;
        this.stored = stored;
        this.columns = columns;
        this.centers = centers;
    }

    /**
     * Rows in memory.
     *
     * @param values [row][column] flattened; a large block that is handed over, not copied
     * @param centers atomic number of the centre of each row
     * @throws IllegalArgumentException if there are not as many values as rows times columns
     */
    public FeatureBlock(double[] values, int columns, int[] centers) {
        this(values, null, columns, centers);
        if (values.length != (long) centers.length * columns) {
            throw new IllegalArgumentException(
                    "expected " + centers.length + " x " + columns + " feature values, got " + values.length);
        }
    }

    /**
     * Rows that are read when they are needed.
     *
     * @param centers atomic number of the centre of each row
     */
    public static FeatureBlock stored(StoredRows rows, int columns, int[] centers) {
        return new FeatureBlock(null, rows, columns, centers);
    }

    /** Whether the rows are not in memory. */
    public boolean isStored() {
        return stored != null;
    }

    /** The values, [row][column] flattened: the array of rows in memory, a copy of stored rows. */
    public double[] values() {
        double[] v = values;
        if (v == null) {
            v = new double[Math.multiplyExact(rows(), columns)];
            read(0, rows(), v, 0);
        }
        return v;
    }

    /** The number of columns. */
    public int columns() {
        return columns;
    }

    /** The atomic number of the centre of each row. The internal array. */
    public int[] centers() {
        return centers;
    }

    /** The number of rows. */
    public int rows() {
        return centers.length;
    }

    /** The number of bytes that the rows take in memory, or would take. */
    public long bytes() {
        return 8L * rows() * columns;
    }

    /** Copies rows {@code from} (inclusive) to {@code to} (exclusive), row by row without gaps. */
    public void read(int from, int to, double[] out, int offset) {
        StoredRows s = stored;
        if (s != null) {
            s.read(from, to, out, offset);
        } else if (values != null) {
            System.arraycopy(values, from * columns, out, offset, (to - from) * columns);
        }
    }

    /** Returns rows {@code from} (inclusive) to {@code to} (exclusive) in memory: this block, or a copy of a part. */
    public FeatureBlock part(int from, int to) {
        if (from == 0 && to == rows() && !isStored()) {
            return this;
        }
        double[] v = new double[Math.multiplyExact(to - from, columns)];
        read(from, to, v, 0);
        return new FeatureBlock(v, columns, Arrays.copyOfRange(centers, from, to));
    }

    /** Returns this block with values rounded to single precision, in memory. */
    public FeatureBlock rounded() {
        double[] from = values();
        double[] v = new double[from.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) from[i];
        }
        return new FeatureBlock(v, columns, centers);
    }

    /** Copies the rows with given indices, in their order. */
    public FeatureBlock gather(int[] rows) {
        double[] v = new double[Math.multiplyExact(rows.length, columns)];
        int[] c = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            read(rows[i], rows[i] + 1, v, i * columns);
            c[i] = centers[rows[i]];
        }
        return new FeatureBlock(v, columns, c);
    }
}
