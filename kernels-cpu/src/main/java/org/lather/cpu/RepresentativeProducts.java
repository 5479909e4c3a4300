package org.lather.cpu;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Products of rows of features with representatives, packed where that fits. The sums of a row run over its own blocks
 * in their order, independently of other rows; the other blocks would add zeros.
 */
final class RepresentativeProducts {
    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final FreeList free;
    private final long most;

    /**
     * @param most largest size in bytes of packed representatives that are cached; larger ones are packed again for
     *     each product
     */
    RepresentativeProducts(VectorAlgebra algebra, WorkerPool pool, FreeList free, long most) {
        this.algebra = algebra;
        this.pool = pool;
        this.free = free;
        this.most = most;
    }

    /**
     * Representatives.
     *
     * @param rows which ones
     * @param inverse 1/|p| of each
     * @param blocks the same packed, or null
     * @param pairs if not null, blocks of columns that are multiplied one after another, without packing them before
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Right(
            CpuFeatures z,
            int[] rows,
            double[] inverse,
            @Nullable List<PackedRepresentatives.Block> blocks,
            @Nullable ChannelPairs pairs) {}

    /** Rows of one element, or of {@link Gram#ALL}, for the features {@code x}. */
    Right right(CpuFeatures x, CpuFeatures z, int element) {
        if (!fits(z)) {
            return loose(z, element, null);
        }
        PackedRepresentatives.Packed packed = z.packed(x.pairs()).of(element, z, algebra, pool);
        return new Right(z, packed.rows(), packed.inverse(), packed.blocks(), null);
    }

    /** The representatives without caching them, for products of the same bits as those of {@link #right}. */
    Right uncached(CpuFeatures x, CpuFeatures z, int element) {
        return loose(z, element, fits(z) ? x.pairs() : null);
    }

    private static Right loose(CpuFeatures z, int element, @Nullable ChannelPairs pairs) {
        int[] rows = Gram.rows(z, element);
        return new Right(z, rows, Gram.inverse(z, rows), null, pairs);
    }

    private boolean fits(CpuFeatures z) {
        return PackedRepresentatives.bytes(z) <= most;
    }

    /**
     * Scalar products of rows with representatives.
     *
     * @param rows of x
     * @param out [rows.length][M], overwritten
     */
    void scalar(CpuFeatures x, int[] rows, Right right, double[] out) {
        int m = right.rows.length;
        List<PackedRepresentatives.Block> z = right.blocks;
        ChannelPairs pairs = right.pairs;
        if (pairs != null) {
            scalar(x, rows, right, pairs, out);
            return;
        }
        if (z == null) {
            Operand all = Gram.operand(right.z, right.rows).transposed();
            algebra.gemm(rows.length, m, x.columns(), 1, Gram.operand(x, rows), all, 0, new Target(out, 0, m));
            return;
        }
        PackedRepresentatives.Block only = z.get(0);
        if (only.selection() == null) {
            algebra.gemm(rows.length, 1, Gram.operand(x, rows), only.across(), 0, new Target(out, 0, m));
            return;
        }
        Arrays.fill(out, 0, rows.length * m, 0);
        double[] left = free.doubles(Math.multiplyExact(rows.length, widest(z)));
        double[] products = free.doubles(rows.length * m);
        for (PackedRepresentatives.Block block : z) {
            ChannelPairs.Selection selection = block.selection();
            int[] local = local(x, rows, block.channels());
            if (selection == null || local.length == 0) {
                continue;
            }
            Operand some = gathered(x, rows, local, selection, left);
            algebra.gemm(local.length, 1, some, block.across(), 0, new Target(products, 0, m));
            pool.forEach(local.length, 8, (i, worker) -> CpuBackend.addRow(1, products, i * m, out, local[i] * m, m));
        }
        free.giveBack(products);
        free.giveBack(left);
    }

    private Operand gathered(CpuFeatures x, int[] rows, int[] local, ChannelPairs.Selection selection, double[] left) {
        int width = selection.columns();
        pool.forEach(local.length, 8, (i, worker) -> selection.gather(x, rows[local[i]], left, i * width));
        return new DoubleOperand(left, 0, width, false, null);
    }

    /**
     * The products of {@link #scalar(CpuFeatures, int[], Right, double[])}, block by block of the pairs of channels.
     */
    private void scalar(CpuFeatures x, int[] rows, Right right, ChannelPairs pairs, double[] out) {
        int m = right.rows.length;
        Arrays.fill(out, 0, rows.length * m, 0);
        double[] products = free.doubles(rows.length * m);
        for (int a = 0; a < pairs.channels(); a++) {
            for (int b = a; b < pairs.channels(); b++) {
                int[] local = local(x, rows, 1L << a | 1L << b);
                if (local.length > 0) {
                    ChannelPairs.Selection selection = pairs.of(a, b);
                    int width = selection.columns();
                    double[] left = free.doubles(Math.multiplyExact(local.length, width));
                    Operand z = PackedRepresentatives.gathered(selection, right.z, right.rows, pool)
                            .transposed();
                    Operand some = gathered(x, rows, local, selection, left);
                    algebra.gemm(local.length, m, width, 1, some, z, 0, new Target(products, 0, m));
                    pool.forEach(
                            local.length,
                            8,
                            (i, worker) -> CpuBackend.addRow(1, products, i * m, out, local[i] * m, m));
                    free.giveBack(left);
                }
            }
        }
        free.giveBack(products);
    }

    /**
     * Σ_j s_ij z_j in the columns where row i of x may differ from zero, and 0 in the others.
     *
     * @param s [rows.length][M]
     * @param out [rows of x][columns]: the given rows are overwritten
     */
    void combine(CpuFeatures x, int[] rows, double[] s, Right right, double[] out) {
        int columns = x.columns();
        int m = right.rows.length;
        List<PackedRepresentatives.Block> z = right.blocks;
        if (z == null) {
            double[] whole = free.doubles(Math.multiplyExact(rows.length, columns));
            Operand all = Gram.operand(right.z, right.rows);
            Operand left = new DoubleOperand(s, 0, m, false, null);
            algebra.gemm(rows.length, columns, m, 1, left, all, 0, new Target(whole, 0, columns));
            pool.forEach(rows.length, 8, (i, worker) -> put(null, whole, i, columns, out, rows[i] * columns));
            free.giveBack(whole);
            return;
        }
        double[] sums = free.doubles(Math.multiplyExact(rows.length, widest(z)));
        for (PackedRepresentatives.Block block : z) {
            ChannelPairs.Selection selection = block.selection();
            int[] local = local(x, rows, block.channels());
            int width = block.columns();
            if (local.length > 0) {
                Operand left = new DoubleOperand(s, 0, m, false, local);
                algebra.gemm(local.length, 1, left, block.along(), 0, new Target(sums, 0, width));
            }
            int[] where = new int[rows.length];
            Arrays.fill(where, -1);
            for (int i = 0; i < local.length; i++) {
                where[local[i]] = i;
            }
            pool.forEach(rows.length, 8, (i, worker) -> put(selection, sums, where[i], width, out, rows[i] * columns));
        }
        free.giveBack(sums);
    }

    private static void put(
            ChannelPairs.@Nullable Selection selection, double[] sums, int row, int width, double[] out, int at) {
        if (selection == null) {
            System.arraycopy(sums, row * width, out, at, width);
        } else if (row >= 0) {
            selection.scatter(sums, row * width, out, at);
        } else {
            selection.clear(out, at);
        }
    }

    private static int widest(List<PackedRepresentatives.Block> z) {
        return z.stream().mapToInt(PackedRepresentatives.Block::columns).max().orElse(0);
    }

    /** The rows that have density in all given channels. */
    private static int[] local(CpuFeatures x, int[] rows, long channels) {
        int[] out = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (channels == 0 || (x.present(rows[i]) & channels) == channels) {
                out[count++] = i;
            }
        }
        return Arrays.copyOf(out, count);
    }
}
