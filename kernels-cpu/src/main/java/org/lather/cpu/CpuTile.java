package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Tile;

/** A matrix in one array. */
final class CpuTile implements Tile {
    private final int rows;
    private final int columns;
    private final FreeList free;
    private double @Nullable [] values;

    CpuTile(int rows, int columns, FreeList free) {
        long length = (long) rows * columns;
        if (rows < 0 || columns < 0 || length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "expected a tile of at most " + (Integer.MAX_VALUE - 8) + " values, got " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.free = free;
        values = free.doubles((int) length);
        clear();
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /** [rows][columns], possibly with more behind. The array itself. */
    double[] values() {
        double[] v = values;
        if (v == null) {
            throw new IllegalStateException("expected an open tile, got one that was closed");
        }
        return v;
    }

    @Override
    public void clear() {
        Arrays.fill(values(), 0, rows * columns, 0);
    }

    @Override
    public void upload(int firstRow, double[] from) {
        if (firstRow < 0
                || (long) firstRow * columns + from.length > (long) rows * columns
                || (columns > 0 && from.length % columns != 0)) {
            throw new IllegalArgumentException("expected whole rows of " + columns + " values that fit rows " + firstRow
                    + " to " + rows + " of the tile, got " + from.length + " values");
        }
        System.arraycopy(from, 0, values(), firstRow * columns, from.length);
    }

    @Override
    public double[] download() {
        return Arrays.copyOf(values(), rows * columns);
    }

    @Override
    public void close() {
        double[] v = values;
        if (v != null) {
            free.giveBack(v);
        }
        values = null;
    }
}
