package org.lather.backend.device.op;

import org.lather.backend.Features;
import org.lather.backend.Shapes;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;

/** Rows dE/dp on the device, double in either precision. */
final class DeviceSlopes implements Features {
    private final Workspace workspace;
    private final int[] centers;
    private final int columns;
    private final Allocation values;

    /** Rows that are not yet written. */
    DeviceSlopes(Workspace workspace, int[] centers, int columns) {
        this.workspace = workspace;
        this.centers = centers;
        this.columns = columns;
        this.values = workspace.allocate("slopes", 8L * centers.length * columns);
    }

    @Override
    public int rows() {
        return centers.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int center(int row) {
        return centers[row];
    }

    Buffer values() {
        return values.buffer();
    }

    @Override
    public void download(int from, int to, double[] out, int offset) {
        Shapes.rows(this, from, to);
        int count = Math.multiplyExact(to - from, columns);
        workspace.transfers().download(values(), (long) from * columns, out, offset, count);
    }

    @Override
    public void close() {
        values.close();
    }
}
