package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;

/** A matrix in one array. */
final class CpuTile implements Tile {
    private final int rows;
    private final int columns;
    private final FreeList free;
    private double @Nullable [] values;

    CpuTile(int rows, int columns, FreeList free) {
        Shapes.tile(rows, columns);
        this.rows = rows;
        this.columns = columns;
        this.free = free;
        values = free.doubles(rows * columns);
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

    /** [rows][columns], possibly with more behind. The internal array. */
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
        Shapes.upload(this, firstRow, from);
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
