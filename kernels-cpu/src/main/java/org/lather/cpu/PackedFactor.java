package org.lather.cpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.MatrixShapes;
import org.lather.backend.TriangularFactor;

/**
 * A triangle in the order in which {@link TriangularSolver} reads it: triangles of the diagonal, and between them
 * blocks packed for products. Solutions are the same bits as that solver's. A solution of one row reads each number
 * once, and packs nothing.
 */
final class PackedFactor implements TriangularFactor {
    /** Number of rows up to which rows are solved one after another instead of in a strip. */
    private static final int FEW = 3;

    private static final int BLOCK = TriangularSolver.BLOCK;

    private final int size;
    private final List<Step> steps = new ArrayList<>();

    /**
     * A step of the solution: a triangle of the diagonal that is substituted, or a block whose product with known
     * unknowns is subtracted.
     *
     * @param from the first unknown that is changed
     * @param triangle of a triangle; null of a block
     * @param block of a block, [known][changed]; null of a triangle
     * @param known of a block, the first unknown that it is multiplied with
     */
    private record Step(
            int from,
            @Nullable DiagonalTriangle triangle,
            @Nullable PackedMatrix block,
            int known) {}

    /** @param l is only read */
    PackedFactor(LowerTriangle l, Gemm gemm) {
        this.size = l.size();
        divide(l, 0, size, gemm);
    }

    private void divide(LowerTriangle l, int from, int count, Gemm gemm) {
        if (count <= BLOCK) {
            steps.add(new Step(from, new DiagonalTriangle(l, from, count), null, 0));
            return;
        }
        int half = TriangularSolver.half(count);
        int middle = from + half;
        divide(l, from, half, gemm);
        Operand below = new DoubleOperand(l.block(middle, from + count, from, half), 0, half, true, null);
        steps.add(new Step(middle, null, gemm.pack(half, count - half, below), from));
        divide(l, middle, count - half, gemm);
    }

    /** The bytes of a triangle of a size. */
    static long bytes(int size, Gemm gemm) {
        if (size <= BLOCK) {
            return DiagonalTriangle.bytes(size);
        }
        int half = TriangularSolver.half(size);
        return bytes(half, gemm) + gemm.packedBytes(half, size - half) + bytes(size - half, gemm);
    }

    @Override
    public int size() {
        return size;
    }

    /** Solves rows in place with the scratch and threads of one algebra. */
    void solve(Matrix x, Gemm gemm, WorkerPool pool) {
        MatrixShapes.rows(x, size);
        for (Step s : steps) {
            DiagonalTriangle triangle = s.triangle;
            if (triangle != null) {
                substitute(triangle, s.from, x, pool);
            }
            PackedMatrix block = s.block;
            if (block != null) {
                Operand known = new DoubleOperand(x.values(), x.offset() + s.known, x.stride(), false, null);
                Target changed = new Target(x.values(), x.offset() + s.from, x.stride());
                gemm.multiply(x.rows(), -1, known, block, 1, changed);
            }
        }
    }

    private static void substitute(DiagonalTriangle triangle, int from, Matrix x, WorkerPool pool) {
        if (x.rows() <= FEW) {
            double[] scratch = new double[BLOCK];
            for (int i = 0; i < x.rows(); i++) {
                triangle.solve(x.values(), x.offset() + i * x.stride() + from, scratch);
            }
            return;
        }
        int width = TriangularStrip.WIDTH;
        Operand rows = new DoubleOperand(x.values(), x.offset() + from, x.stride(), false, null);
        double[][] strips = new double[pool.threads()][BLOCK * width];
        pool.forEach((x.rows() + width - 1) / width, 4, (item, worker) -> {
            int at = item * width;
            triangle.solve(rows, at, Math.min(width, x.rows() - at), x, from, strips[worker]);
        });
    }
}
