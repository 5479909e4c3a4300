package org.lather.backend.device.op;

import java.util.List;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.Owned;
import org.lather.backend.RidgeSystem;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.RidgePrograms;
import org.lather.error.NotFiniteException;

/**
 * Ridge regressions by a vendor's algebra on sums that stay on the device: of the matrices, only a requested triangle
 * is downloaded. Right-hand sides and sums of squares are small and stay on the host.
 */
public final class DeviceRidge implements RidgeSystem {
    private final Workspace workspace;
    private final DeviceAlgebra algebra;
    private final DenseAlgebra host;
    private final List<DeviceAccumulator> folds;
    /** The vectors b and Σ w y² of each fold; their matrices stay on the device. */
    private final List<DeviceAccumulator.Small> small;

    private final int size;
    private final double trace;
    private final Allocation total;
    private final Allocation work;
    private boolean factored;
    private int without = ALL;

    /** @param host diagnoses a matrix that the vendor cannot factor */
    public DeviceRidge(Workspace workspace, DeviceAlgebra algebra, DenseAlgebra host, List<DeviceAccumulator> folds) {
        this.workspace = workspace;
        this.algebra = algebra;
        this.host = host;
        this.folds = List.copyOf(folds);
        small = folds.stream().map(DeviceAccumulator::small).toList();
        size = folds.get(0).size();
        long bytes = 8L * size * size;
        total = workspace.allocate("total of normal equations", bytes);
        work = Owned.orClose(() -> workspace.allocate("factor", bytes), total::close);
        trace = Owned.orClose(this::sum, this::close);
    }

    /** Adds the folds up to the total and returns its trace. */
    private double sum() {
        long count = (long) size * size;
        workspace.device().fill(total.buffer(), 0, 8 * count);
        for (DeviceAccumulator fold : folds) {
            workspace.launch(new RidgePrograms.Add(count, fold.matrix(), total.doubles()));
        }
        double sum = 0;
        for (double d : diagonal()) {
            sum += d;
        }
        return sum;
    }

    private double[] diagonal() {
        try (Frame frame = workspace.frame()) {
            Doubles out = frame.doubles(size);
            workspace.launch(new RidgePrograms.Diagonal(size, total.doubles(), out));
            return numbers(out);
        }
    }

    private double[] numbers(Doubles from) {
        double[] out = new double[size];
        workspace.transfers().download(from.buffer(), 0, out, 0, size);
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
            throw new NotFiniteException("normal equations: expected finite numbers, got a trace of " + trace
                    + "; look for features or weights that are not numbers");
        }
        factor(() -> shift(without, lambda));
        this.without = without;
        factored = true;
    }

    /** @param fill writes the matrix to {@link #work} */
    private void factor(Runnable fill) {
        fill.run();
        if (algebra.potrf(size, new DeviceMatrix(work.buffer(), 0, size)) != 0) {
            fill.run();
            factorOnTheHost();
        }
    }

    private void shift(int without, double lambda) {
        workspace.launch(new RidgePrograms.Shifted(
                size,
                total.doubles(),
                without == ALL ? total.doubles() : folds.get(without).matrix(),
                without != ALL,
                lambda,
                work.doubles()));
    }

    /**
     * Factors on the host a matrix that the vendor cannot factor: the host finds the pivot and its value, or succeeds.
     */
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
        return solved(right);
    }

    private double[] solved(double[] right) {
        try (Frame frame = workspace.frame()) {
            Doubles row = frame.upload(right);
            algebra.potrs(size, 1, new DeviceMatrix(work.buffer(), 0, size), new DeviceMatrix(row.buffer(), 0, size));
            return numbers(row);
        }
    }

    @Override
    public double[] solve(boolean[] included, int target, double lambda) {
        factored = false;
        factor(() -> add(included, lambda));
        double[] right = new double[size];
        for (int f = 0; f < small.size(); f++) {
            for (int i = 0; i < size && included[f]; i++) {
                right[i] += small.get(f).right()[target * size + i];
            }
        }
        return solved(right);
    }

    /** Writes the sum of some folds, at least one, with λ added on the diagonal. */
    private void add(boolean[] included, double lambda) {
        int first = 0;
        while (!included[first]) {
            first++;
        }
        Doubles matrix = folds.get(first).matrix();
        workspace.launch(new RidgePrograms.Shifted(size, matrix, matrix, false, lambda, work.doubles()));
        for (int f = first + 1; f < included.length; f++) {
            if (included[f]) {
                Doubles next = folds.get(f).matrix();
                workspace.launch(new RidgePrograms.Add((long) size * size, next, work.doubles()));
            }
        }
    }

    @Override
    public double squaredError(int fold, int target, double[] v) {
        double[] rows = terms(folds.get(fold), v);
        double quadratic = 0;
        double linear = 0;
        double[] b = small.get(fold).right();
        for (int i = 0; i < size; i++) {
            quadratic += rows[i];
            linear += b[target * size + i] * v[i];
        }
        return Math.max(0, small.get(fold).squares()[target] - 2 * linear + quadratic);
    }

    /** The terms of vᵀ A v, one for each row. */
    private double[] terms(DeviceAccumulator fold, double[] v) {
        try (Frame frame = workspace.frame()) {
            Doubles out = frame.doubles(size);
            workspace.launch(new RidgePrograms.Quadratic(size, fold.matrix(), frame.upload(v), out));
            return numbers(out);
        }
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
