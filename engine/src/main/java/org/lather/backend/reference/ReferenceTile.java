package org.lather.backend.reference;

import java.util.Arrays;
import org.lather.backend.Ledger;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;

/** A row-major matrix. */
final class ReferenceTile implements Tile {
    private final int rows;
    private final int columns;
    private final LedgerEntry entry;
    private double[] values;

    ReferenceTile(int rows, int columns, Ledger ledger) {
        Shapes.tile(rows, columns);
        this.rows = rows;
        this.columns = columns;
        this.values = new double[Math.multiplyExact(rows, columns)];
        this.entry = new LedgerEntry("tile", ledger, 8L * values.length);
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
        entry.check();
        return values;
    }

    @Override
    public void clear() {
        Arrays.fill(values(), 0);
    }

    @Override
    public void upload(int firstRow, double[] from) {
        Shapes.upload(this, firstRow, from);
        System.arraycopy(from, 0, values(), firstRow * columns, from.length);
    }

    @Override
    public double[] download() {
        return values().clone();
    }

    @Override
    public void close() {
        if (entry.release()) {
            values = new double[0];
        }
    }
}
