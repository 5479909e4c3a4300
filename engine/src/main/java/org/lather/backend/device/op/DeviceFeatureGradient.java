package org.lather.backend.device.op;

import org.lather.backend.Features;
import org.lather.backend.Shapes;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;

/** Gradients dE/dp with respect to features on the device, a row each, double in either precision. */
final class DeviceFeatureGradient implements Features {
    private final Workspace workspace;
    private final int[] centers;
    private final int columns;
    private final Allocation values;

    /** Rows that are not yet written. */
    DeviceFeatureGradient(Workspace workspace, int[] centers, int columns) {
        this.workspace = workspace;
        this.centers = centers;
        this.columns = columns;
        this.values = workspace.allocate("gradient", 8L * centers.length * columns);
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

    Doubles values() {
        return values.doubles();
    }

    @Override
    public void download(int from, int to, double[] out, int offset) {
        Shapes.rows(this, from, to);
        int count = Math.multiplyExact(to - from, columns);
        workspace.transfers().download(values.buffer(), (long) from * columns, out, offset, count);
    }

    @Override
    public void close() {
        values.close();
    }
}
