package org.lather.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Ledger;

/**
 * Representatives of one element in the order in which both products of {@link FeatureGradient} read them, cached from
 * one range of environments to the next: packing costs as much as a product with some tens of environments. If channels
 * are known, they are packed block by block for each pair of them, so that an environment is multiplied with those
 * blocks alone in which it has density.
 */
final class PackedRepresentatives {
    private final @Nullable ChannelPairs pairs;
    private final Map<Integer, Packed> byElement = new HashMap<>();
    private final Ledger ledger;
    private long bytes;

    PackedRepresentatives(@Nullable ChannelPairs pairs, Ledger ledger) {
        this.pairs = pairs;
        this.ledger = ledger;
    }

    /**
     * The representatives of an element.
     *
     * @param rows which ones they are
     * @param inverse 1/|p| of each
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Packed(int[] rows, double[] inverse, List<Block> blocks) {}

    /**
     * Some columns of all representatives of an element.
     *
     * <p>The channels are the bits of those that an environment must have for these columns to differ from zero; the
     * selection is null for all columns.
     */
    final class Block {
        private final ChannelPairs.@Nullable Selection selection;
        private final long channels;
        private final PackedMatrix across;
        private final Supplier<PackedMatrix> pack;
        private @Nullable PackedMatrix along;

        Block(
                ChannelPairs.@Nullable Selection selection,
                long channels,
                PackedMatrix across,
                Supplier<PackedMatrix> pack) {
            this.selection = selection;
            this.channels = channels;
            this.across = across;
            this.pack = pack;
        }

        ChannelPairs.@Nullable Selection selection() {
            return selection;
        }

        long channels() {
            return channels;
        }

        int columns() {
            return across.k();
        }

        /** Zᵀ [columns][M]. */
        PackedMatrix across() {
            return across;
        }

        /** Z [M][columns], which only gradients need: packed on first use. */
        PackedMatrix along() {
            PackedMatrix out = along;
            if (out == null) {
                out = pack.get();
                count(out);
                along = out;
            }
            return out;
        }
    }

    /** An estimate of the bytes of both packed forms of representatives. */
    static long bytes(CpuFeatures z) {
        return bytes(z.columns(), z.rows());
    }

    static long bytes(long columns, long representatives) {
        return 2 * 8L * representatives * columns;
    }

    boolean isFor(@Nullable ChannelPairs other) {
        return pairs == null ? other == null : pairs.equals(other);
    }

    /** The bytes counted in the ledger. */
    long bytes() {
        return bytes;
    }

    /** The representatives of an element, or of all elements under {@link Gram#ALL}, packed on first use. */
    Packed of(int element, CpuFeatures z, VectorAlgebra algebra, WorkerPool pool) {
        Packed known = byElement.get(element);
        if (known != null) {
            return known;
        }
        int[] rows = Gram.rows(z, element);
        double[] inverse = Gram.inverse(z, rows);
        ledger.add(12L * rows.length);
        bytes += 12L * rows.length;
        Packed out = new Packed(rows, inverse, blocks(z, rows, algebra, pool));
        byElement.put(element, out);
        return out;
    }

    private List<Block> blocks(CpuFeatures z, int[] rows, VectorAlgebra algebra, WorkerPool pool) {
        List<Block> out = new ArrayList<>();
        if (rows.length == 0) {
            return out;
        }
        if (pairs == null) {
            Operand all = Gram.operand(z, rows);
            out.add(block(null, 0, () -> all, rows.length, z.columns(), algebra));
        } else {
            for (int a = 0; a < pairs.channels(); a++) {
                for (int b = a; b < pairs.channels(); b++) {
                    ChannelPairs.Selection selection = pairs.of(a, b);
                    int width = selection.columns();
                    Supplier<Operand> some = () -> gathered(selection, z, rows, pool);
                    out.add(block(selection, 1L << a | 1L << b, some, rows.length, width, algebra));
                }
            }
        }
        return out;
    }

    /** The selected columns of rows, [rows][columns of the selection]. */
    static Operand gathered(ChannelPairs.Selection selection, CpuFeatures z, int[] rows, WorkerPool pool) {
        int width = selection.columns();
        double[] gathered = new double[Math.multiplyExact(rows.length, width)];
        pool.forEach(rows.length, 8, (j, worker) -> selection.gather(z, rows[j], gathered, j * width));
        return new DoubleOperand(gathered, 0, width, false, null);
    }

    private Block block(
            ChannelPairs.@Nullable Selection selection,
            long channels,
            Supplier<Operand> z,
            int rows,
            int columns,
            VectorAlgebra algebra) {
        PackedMatrix across = algebra.pack(columns, rows, z.get().transposed());
        count(across);
        return new Block(selection, channels, across, () -> algebra.pack(rows, columns, z.get()));
    }

    private void count(PackedMatrix more) {
        ledger.add(more.bytes());
        bytes += more.bytes();
    }
}
