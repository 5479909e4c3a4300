package org.lather.cpu;

import org.jspecify.annotations.Nullable;
import org.lather.backend.Accumulator;
import org.lather.backend.Ledger;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;

/** Accumulates normal equations on the CPU. */
final class CpuAccumulator implements Accumulator {
    /** Number of columns in one task. */
    private static final int COLUMNS = 256;

    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final Ledger ledger;
    private final FreeList free;
    private @Nullable NormalEquations sums;

    CpuAccumulator(NormalEquations start, VectorAlgebra algebra, WorkerPool pool, Ledger ledger, FreeList free) {
        this.algebra = algebra;
        this.pool = pool;
        this.ledger = ledger;
        this.free = free;
        sums = start;
        ledger.add(NormalEquations.bytes(start.size(), start.targets()));
    }

    @Override
    public void add(Tile phi, int rows, double[] weight, double[] targets) {
        NormalEquations n = download();
        int size = n.size();
        Shapes.add(phi, size, n.targets(), rows, weight, targets);
        int[] counted = new int[rows];
        int count = 0;
        for (int r = 0; r < rows; r++) {
            if (weight[r] > 0) {
                counted[count++] = r;
            }
        }
        if (count == 0) {
            return;
        }
        double[] values = ((CpuTile) phi).values();
        double[] scaled = free.doubles(Math.multiplyExact(count, size));
        pool.forEach(count, 8, (i, worker) -> {
            double root = Math.sqrt(weight[counted[i]]);
            int from = counted[i] * size;
            for (int j = 0; j < size; j++) {
                scaled[i * size + j] = root * values[from + j];
            }
        });
        addProducts(n.matrix(), scaled, count);
        rightSides(n, scaled, counted, count, weight, targets);
        free.giveBack(scaled);
        n.countRows(count);
    }

    /** Adds the products of columns of the scaled rows [count][M], panel by panel. */
    private void addProducts(LowerTriangle matrix, double[] scaled, int count) {
        int size = matrix.size();
        double[] buffer = matrix.buffer();
        for (int p = 0; p < matrix.panels(); p++) {
            int start = matrix.start(p);
            int end = matrix.end(p);
            Matrix rows = matrix.read(p, buffer);
            Matrix own = new Matrix(scaled, start, size, count, end - start).transpose();
            if (start > 0) {
                Matrix before = new Matrix(scaled, 0, size, count, start);
                algebra.gemm(1, own, before, 1, new Matrix(rows.values(), 0, end, end - start, start));
            }
            algebra.syrk(1, own, 1, new Matrix(rows.values(), start, end, end - start, end - start));
            matrix.write(p, rows);
        }
    }

    /**
     * Adds the right sides from the scaled rows, so that matrix and right sides belong to one problem to the last bit.
     */
    private void rightSides(
            NormalEquations n, double[] scaled, int[] counted, int count, double[] weight, double[] targets) {
        int size = n.size();
        int t = n.targets();
        pool.forEach((size + COLUMNS - 1) / COLUMNS, 1, (item, worker) -> {
            int begin = item * COLUMNS;
            int width = Math.min(COLUMNS, size - begin);
            for (int i = 0; i < count; i++) {
                int r = counted[i];
                for (int k = 0; k < t; k++) {
                    double factor = Math.sqrt(weight[r]) * targets[r * t + k];
                    CpuBackend.addRow(factor, scaled, i * size + begin, n.right(), k * size + begin, width);
                }
            }
        });
        for (int i = 0; i < count; i++) {
            int r = counted[i];
            for (int k = 0; k < t; k++) {
                double y = targets[r * t + k];
                n.squares()[k] += weight[r] * y * y;
            }
        }
    }

    @Override
    public NormalEquations download() {
        NormalEquations n = sums;
        if (n == null) {
            throw new IllegalStateException("expected an open accumulator, got one that was closed");
        }
        return n;
    }

    @Override
    public void close() {
        NormalEquations n = sums;
        if (n != null) {
            ledger.remove(NormalEquations.bytes(n.size(), n.targets()));
        }
        sums = null;
    }
}
