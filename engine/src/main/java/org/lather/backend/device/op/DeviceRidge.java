package org.lather.backend.device.op;

import java.util.List;
import java.util.Map;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.RidgeSystem;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Program;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;

/**
 * Ridge regressions by a vendor's algebra on sums that stay on the device: of the matrices, only a triangle that is
 * asked for comes down. Right sides and sums of squares are small and kept on the host.
 */
public final class DeviceRidge implements RidgeSystem {
    private static final int GROUP = 128;

    private final Workspace workspace;
    private final DeviceAlgebra algebra;
    private final DenseAlgebra host;
    private final List<DeviceAccumulator> folds;
    /** b and Σ w y² of each fold; their matrices stay where they are. */
    private final List<DeviceAccumulator.Small> small;

    private final int size;
    private final double trace;
    private final Allocation total;
    private final Allocation work;
    private boolean factored;
    private int without = ALL;

    /** @param host says what is wrong with a matrix that the vendor cannot factor */
    public DeviceRidge(Workspace workspace, DeviceAlgebra algebra, DenseAlgebra host, List<DeviceAccumulator> folds) {
        this.workspace = workspace;
        this.algebra = algebra;
        this.host = host;
        this.folds = List.copyOf(folds);
        small = folds.stream().map(DeviceAccumulator::small).toList();
        size = folds.get(0).size();
        long bytes = 8L * size * size;
        total = workspace.allocate("total of normal equations", bytes);
        Allocation w = null;
        double sum = 0;
        boolean done = false;
        try {
            w = workspace.allocate("factor", bytes);
            workspace.device().fill(total.buffer(), 0, bytes);
            long count = (long) size * size;
            for (DeviceAccumulator fold : folds) {
                workspace.launchItems(program(), "add", count, Argument.of(count), fold.matrix(), total.buffer());
            }
            for (double d : diagonal()) {
                sum += d;
            }
            done = true;
        } finally {
            if (!done) {
                total.close();
                if (w != null) {
                    w.close();
                }
            }
        }
        work = w;
        trace = sum;
    }

    private Program program() {
        return workspace.doubleProgram("ridge", Map.of("GROUP", GROUP));
    }

    private double[] diagonal() {
        Buffer out = workspace.scratch(Workspace.Scratch.FACTORS, 8L * size);
        workspace.launchItems(program(), "diagonal", size, Argument.of(size), total.buffer(), out);
        return numbers(out);
    }

    private double[] numbers(Buffer from) {
        double[] out = new double[size];
        workspace.transfers().download(from, 0, out, 0, size);
        return out;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int folds() {
        return folds.size();
    }

    @Override
    public long rows(int fold) {
        return folds.get(fold).rows();
    }

    @Override
    public double trace() {
        return trace;
    }

    @Override
    public double squares(int target) {
        double sum = 0;
        for (DeviceAccumulator.Small s : small) {
            sum += s.squares()[target];
        }
        return sum;
    }

    @Override
    public void factor(int without, double lambda) {
        factored = false;
        if (!Double.isFinite(trace)) {
            throw new IllegalArgumentException("normal equations: expected finite numbers, got a trace of " + trace
                    + "; look for features or weights that are not numbers");
        }
        shift(without, lambda);
        if (algebra.potrf(size, new DeviceMatrix(work.buffer(), 0, size)) != 0) {
            shift(without, lambda);
            factorOnTheHost();
        }
        this.without = without;
        factored = true;
    }

    private void shift(int without, double lambda) {
        workspace.launchElements(
                program(),
                "shifted",
                size,
                size,
                Argument.of(size),
                total.buffer(),
                without == ALL ? total.buffer() : folds.get(without).matrix(),
                Argument.of(without == ALL ? 0 : 1),
                Argument.of(lambda),
                work.buffer());
    }

    /** A matrix on the edge: the host finds the pivot and its value, or a factor after all. */
    private void factorOnTheHost() {
        double[] a = new double[Math.multiplyExact(size, size)];
        workspace.ledger().add(8L * a.length);
        try {
            workspace.transfers().download(work.buffer(), 0, a, 0, a.length);
            host.potrf(Matrix.of(a, size, size));
            workspace.transfers().doubles(a, 0, a.length, work.buffer(), 0);
        } finally {
            workspace.ledger().remove(8L * a.length);
        }
    }

    private void needsFactor() {
        if (!factored) {
            throw new IllegalStateException("expected a factorisation before this call, got none");
        }
    }

    @Override
    public double[] solve(int target) {
        needsFactor();
        double[] right = new double[size];
        for (int f = 0; f < small.size(); f++) {
            for (int i = 0; i < size && f != without; i++) {
                right[i] += small.get(f).right()[target * size + i];
            }
        }
        Buffer row = workspace.scratch(Workspace.Scratch.FACTORS, right);
        algebra.potrs(size, 1, new DeviceMatrix(work.buffer(), 0, size), new DeviceMatrix(row, 0, size));
        return numbers(row);
    }

    @Override
    public double squaredError(int fold, int target, double[] v) {
        Buffer x = workspace.scratch(Workspace.Scratch.FACTORS, v);
        Buffer out = workspace.scratch(Workspace.Scratch.TARGETS, 8L * size);
        workspace.launchGroups(
                program(),
                "quadratic",
                size,
                GROUP,
                Argument.of(size),
                folds.get(fold).matrix(),
                x,
                out);
        double[] rows = numbers(out);
        double quadratic = 0;
        double linear = 0;
        double[] b = small.get(fold).right();
        for (int i = 0; i < size; i++) {
            quadratic += rows[i];
            linear += b[target * size + i] * v[i];
        }
        return Math.max(0, small.get(fold).squares()[target] - 2 * linear + quadratic);
    }

    @Override
    public double[] triangle() {
        needsFactor();
        double[] out = new double[Math.toIntExact((long) size * (size + 1) / 2)];
        int rows = Math.max(1, Math.min(size, (1 << 20) / Math.max(1, size)));
        double[] strip = new double[Math.multiplyExact(rows, size)];
        for (int first = 0, at = 0; first < size; first += rows) {
            int n = Math.min(rows, size - first);
            workspace.transfers().download(work.buffer(), (long) first * size, strip, 0, n * size);
            for (int i = 0; i < n; at += first + ++i) {
                System.arraycopy(strip, i * size, out, at, first + i + 1);
            }
        }
        return out;
    }

    @Override
    public void close() {
        total.close();
        work.close();
    }
}
