package org.lather.backend;

import java.util.Arrays;

/** Feature rows in a host array, which a CPU backend uses without a copy. */
final class HostFeatureRows implements FeatureRows {
    private final Backend backend;
    private final int columns;
    private final int[] centers;
    private double[] values;
    private int filled;

    HostFeatureRows(Backend backend, int capacity, int columns) {
        this.backend = backend;
        this.columns = columns;
        this.centers = new int[capacity];
        this.values = new double[Math.multiplyExact(capacity, columns)];
        backend.resources().ledger().add(8L * values.length);
    }

    @Override
    public void add(Features from, int[] rows) {
        Shapes.append(from, columns, rows.length, filled, centers.length);
        for (int row : rows) {
            from.download(row, row + 1, values, filled * columns);
            centers[filled++] = from.center(row);
        }
    }

    @Override
    public Features finish() {
        boolean full = filled == centers.length;
        FeatureBlock block = new FeatureBlock(
                full ? values : Arrays.copyOf(values, filled * columns), columns, Arrays.copyOf(centers, filled));
        // from here on they are counted by the backend
        close();
        return backend.load(block);
    }

    @Override
    public void close() {
        backend.resources().ledger().remove(8L * values.length);
        values = new double[0];
    }
}
