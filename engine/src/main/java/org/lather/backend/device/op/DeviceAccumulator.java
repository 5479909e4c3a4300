package org.lather.backend.device.op;

import java.util.Arrays;
import org.lather.backend.Accumulator;
import org.lather.backend.NormalEquations;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;

/** Accumulates A and b on the device, Σ w y² and the number of rows on the host, where targets and weights are. */
public final class DeviceAccumulator implements Accumulator {
    private final Workspace workspace;
    private final Products products;
    private final int size;
    private final int targets;
    private final Allocation matrix;
    private final Allocation right;
    private final double[] squares;
    private long rows;

    DeviceAccumulator(Workspace workspace, Products products, NormalEquations start) {
        this.workspace = workspace;
        this.products = products;
        size = start.size();
        targets = start.targets();
        squares = start.squares().clone();
        rows = start.rows();
        matrix = workspace.allocate("accumulator", start.matrix().square());
        Allocation b = null;
        try {
            // and room for the sums of squares, so that the bytes are those of the normal equations
            b = workspace.allocate("accumulator", Arrays.copyOf(start.right(), start.right().length + targets));
        } finally {
            if (b == null) {
                matrix.close();
            }
        }
        right = b;
    }

    @Override
    public void add(Tile phi, int count, double[] weight, double[] y) {
        DeviceTile tile = Handles.own(phi, DeviceTile.class);
        Shapes.add(phi, size, targets, count, weight, y);
        int[] index = new int[count];
        double[] weights = new double[count];
        int counted = 0;
        for (int r = 0; r < count; r++) {
            if (weight[r] > 0) {
                index[counted] = r;
                weights[counted++] = weight[r];
            }
        }
        if (counted == 0) {
            matrix.buffer();
            return;
        }
        sum(tile, Arrays.copyOf(index, counted), Arrays.copyOf(weights, counted), y);
        rows += counted;
    }

    private void sum(DeviceTile phi, int[] index, double[] weights, double[] y) {
        double[] selected = new double[index.length * targets];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = y[index[i / targets] * targets + i % targets];
        }
        products.syrk(new Products.WeightedRows(phi, index, weights, selected), matrix.doubles(), right.doubles());
        for (int i = 0; i < selected.length; i++) {
            squares[i % targets] += weights[i / targets] * selected[i] * selected[i];
        }
    }

    /**
     * The small sums, on the host.
     *
     * @param right b, [T][M]
     * @param squares Σ w y², [T]
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over
    record Small(double[] right, double[] squares) {}

    Small small() {
        double[] b = new double[size * targets];
        workspace.transfers().download(right.buffer(), 0, b, 0, b.length);
        return new Small(b, squares.clone());
    }

    int size() {
        return size;
    }

    long rows() {
        return rows;
    }

    /** The lower triangle of A. */
    Doubles matrix() {
        return matrix.doubles();
    }

    @Override
    public NormalEquations download() {
        NormalEquations out = new NormalEquations(size, targets);
        out.matrix()
                .forEachRow((row, values, offset) ->
                        workspace.transfers().download(matrix.buffer(), (long) row * size, values, offset, row + 1));
        workspace.transfers().download(right.buffer(), 0, out.right(), 0, out.right().length);
        System.arraycopy(squares, 0, out.squares(), 0, targets);
        out.countRows(rows);
        return out;
    }

    @Override
    public void close() {
        matrix.close();
        right.close();
    }
}
