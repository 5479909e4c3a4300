package org.lather.backend.device.op;

import org.lather.backend.Owned;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;

/** A matrix of doubles on the device. */
public final class DeviceTile implements Tile {
    private final Workspace workspace;
    private final int rows;
    private final int columns;
    private final Allocation values;

    /** @throws IllegalArgumentException if a number is negative */
    public DeviceTile(Workspace workspace, int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("expected a tile of positive size, got " + rows + " x " + columns);
        }
        this.workspace = workspace;
        this.rows = rows;
        this.columns = columns;
        this.values = workspace.allocate("tile", 8L * rows * columns);
        Owned.orClose(this::clear, values::close);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    Doubles values() {
        return values.doubles();
    }

    @Override
    public void clear() {
        workspace.device().fill(values.buffer(), 0, values.buffer().bytes());
    }

    @Override
    public void upload(int firstRow, double[] from) {
        Shapes.upload(this, firstRow, from);
        workspace.transfers().doubles(from, 0, from.length, values.buffer(), (long) firstRow * columns);
    }

    @Override
    public double[] download() {
        double[] out = new double[Math.multiplyExact(rows, columns)];
        workspace.transfers().download(values.buffer(), 0, out, 0, out.length);
        return out;
    }

    @Override
    public void close() {
        values.close();
    }
}
