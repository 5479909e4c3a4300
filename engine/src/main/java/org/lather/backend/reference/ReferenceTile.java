package org.lather.backend.reference;

import java.util.Arrays;
import org.lather.backend.Ledger;
import org.lather.backend.Tile;

/** A matrix, row-major. */
final class ReferenceTile implements Tile {
    private final int rows;
    private final int columns;
    private final Holding holding;
    private double[] values;

    ReferenceTile(int rows, int columns, Ledger ledger) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("expected a tile of positive size, got " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.values = new double[Math.multiplyExact(rows, columns)];
        this.holding = new Holding("tile", ledger, 8L * values.length);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    double[] values() {
        holding.check();
        return values;
    }

    @Override
    public void clear() {
        Arrays.fill(values(), 0);
    }

    @Override
    public void upload(int firstRow, double[] from) {
        long at = (long) firstRow * columns;
        if (firstRow < 0 || at + from.length > values().length || from.length % Math.max(1, columns) != 0) {
            throw new IllegalArgumentException("expected whole rows within a tile of " + rows + " x " + columns
                    + ", got " + from.length + " values from row " + firstRow + " on");
        }
        System.arraycopy(from, 0, values, (int) at, from.length);
    }

    @Override
    public double[] download() {
        return values().clone();
    }

    @Override
    public void close() {
        if (holding.release()) {
            values = new double[0];
        }
    }
}
