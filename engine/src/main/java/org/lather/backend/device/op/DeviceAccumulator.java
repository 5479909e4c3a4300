package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.Accumulator;
import org.lather.backend.NormalEquations;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Program;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;

/** A and b on the device; Σ w y² and the number of rows on the host, where targets and weights are. */
public final class DeviceAccumulator implements Accumulator {
    private final Workspace workspace;
    private final int size;
    private final int targets;
    private final Allocation matrix;
    private final Allocation right;
    private final double[] squares;
    private long rows;

    public DeviceAccumulator(Workspace workspace, NormalEquations start) {
        this.workspace = workspace;
        size = start.size();
        targets = start.targets();
        squares = start.squares().clone();
        rows = start.rows();
        matrix = workspace.allocate("accumulator", start.matrix());
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
        workspace.begin();
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
        double[] weighted = new double[index.length * targets];
        for (int i = 0; i < weighted.length; i++) {
            weighted[i] = weights[i / targets] * y[index[i / targets] * targets + i % targets];
        }
        Optional<DeviceAlgebra> vendor = workspace.device().algebra();
        Buffer scaled = vendor.isPresent()
                ? workspace.scratch(Workspace.Scratch.LEFT, 8L * index.length * size)
                : matrix.buffer();
        Buffer places = workspace.scratch(Workspace.Scratch.INDEX, index);
        if (vendor.isPresent()) {
            double[] roots = Arrays.stream(weights).map(Math::sqrt).toArray();
            workspace.launchElements(
                    rowProgram(),
                    "scale",
                    index.length,
                    size,
                    Argument.of(index.length),
                    Argument.of(size),
                    phi.values(),
                    places,
                    workspace.scratch(Workspace.Scratch.FACTORS, roots),
                    scaled);
            vendor.get()
                    .syrk(
                            true,
                            size,
                            index.length,
                            1,
                            new DeviceMatrix(scaled, 0, size),
                            1,
                            new DeviceMatrix(matrix.buffer(), 0, size));
            // b += (W^1/2 y)^T (W^1/2 phi)
            double[] values = new double[index.length * targets];
            for (int i = 0; i < values.length; i++) {
                values[i] = roots[i / targets] * y[index[i / targets] * targets + i % targets];
            }
            vendor.get()
                    .gemm(
                            true,
                            false,
                            targets,
                            size,
                            index.length,
                            1,
                            new DeviceMatrix(workspace.scratch(Workspace.Scratch.FACTORS, values), 0, targets),
                            new DeviceMatrix(scaled, 0, size),
                            1,
                            new DeviceMatrix(right.buffer(), 0, size));
        } else {
            int down = Gram.tiles(size);
            workspace.launchGroups(
                    workspace.program("matrices", Map.of()),
                    "accumulate",
                    down * (down + 1) / 2,
                    Gram.GROUP,
                    Argument.of(index.length),
                    Argument.of(size),
                    phi.values(),
                    places,
                    workspace.scratch(Workspace.Scratch.FACTORS, weights),
                    matrix.buffer());
        }
        if (vendor.isEmpty()) {
            workspace.launchElements(
                    rowProgram(),
                    "rightSides",
                    targets,
                    size,
                    Argument.of(index.length),
                    Argument.of(size),
                    Argument.of(targets),
                    phi.values(),
                    places,
                    workspace.scratch(Workspace.Scratch.FACTORS, weighted),
                    right.buffer());
        }
        for (int i = 0; i < weighted.length; i++) {
            squares[i % targets] += weighted[i] * y[index[i / targets] * targets + i % targets];
        }
    }

    private Program rowProgram() {
        return workspace.doubleProgram("rows", Map.of("BLOCK", 32));
    }

    /**
     * What is small of the sums, on the host.
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

    /** A, its lower triangle. */
    Buffer matrix() {
        return matrix.buffer();
    }

    @Override
    public NormalEquations download() {
        NormalEquations out = new NormalEquations(size, targets);
        workspace.transfers().download(matrix.buffer(), 0, out.matrix(), 0, out.matrix().length);
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
