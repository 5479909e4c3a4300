package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Accumulator;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.Tile;

/**
 * Rows φ_r of one fold that are kept in a scratch file, in single precision, with their weights w_r and targets y_r,
 * and the sums over them that need no matrix: b = Σ w φ y, Σ w y², and Σ w φ_j² of each column. Rows of weight 0 are
 * not kept. All sums are over the rounded rows.
 */
final class RowSums implements Accumulator {
    /** Largest number of rows that are stored, and read, at a time. */
    static final int BLOCK = 256;

    private final ScratchFile file;
    private final int size;
    private final int targets;
    private final List<Block> blocks = new ArrayList<>();
    private final double[] right;
    private final double[] squares;
    private final double[] diagonal;
    private final Ledger ledger;
    private long rows;
    private long held;

    /**
     * @param size number of columns M
     * @param targets number of targets T
     * @param ledger counts the sums, and the weights and targets of the rows, until {@link #free}
     */
    RowSums(ScratchFile file, int size, int targets, Ledger ledger) {
        this.file = file;
        this.size = size;
        this.targets = targets;
        this.right = new double[Math.multiplyExact(size, targets)];
        this.squares = new double[targets];
        this.diagonal = new double[size];
        this.ledger = ledger;
        hold(8L * size * (targets + 1));
    }

    private void hold(long bytes) {
        held += bytes;
        ledger.add(bytes);
    }

    /** Counts the memory no longer; nothing is used afterwards. */
    void free() {
        ledger.remove(held);
        held = 0;
    }

    /**
     * Consecutive rows in the file.
     *
     * @param at their place
     * @param weights w of each row
     * @param targets [row][T]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Block(long at, double[] weights, double[] targets) {
        int rows() {
            return weights.length;
        }
    }

    @Override
    public void add(Tile phi, int count, double[] weight, double[] values) {
        double[] all = phi.download();
        int n = 0;
        double[] kept = new double[Math.min(BLOCK, count)];
        double[] y = new double[kept.length * targets];
        for (int r = 0; r < count; r++) {
            if (weight[r] == 0) {
                continue;
            }
            // rows move up to where others were, which are no longer needed
            System.arraycopy(all, r * size, all, n * size, size);
            kept[n] = weight[r];
            System.arraycopy(values, r * targets, y, n * targets, targets);
            if (++n == kept.length) {
                store(all, kept, y, n);
                n = 0;
            }
        }
        store(all, kept, y, n);
    }

    private void store(double[] phi, double[] weight, double[] values, int n) {
        if (n == 0) {
            return;
        }
        for (int i = 0; i < n * size; i++) {
            phi[i] = (float) phi[i];
        }
        long at = file.reserve(4L * n * size);
        file.writeSingle(at, phi, 0, n * size);
        blocks.add(new Block(at, Arrays.copyOf(weight, n), Arrays.copyOf(values, n * targets)));
        rows += n;
        hold(8L * n * (targets + 1));
        for (int i = 0; i < n; i++) {
            double w = weight[i];
            for (int j = 0; j < size; j++) {
                double f = phi[i * size + j];
                diagonal[j] += w * f * f;
            }
            for (int t = 0; t < targets; t++) {
                double v = values[i * targets + t];
                squares[t] += w * v * v;
                for (int j = 0; j < size; j++) {
                    right[t * size + j] += w * v * phi[i * size + j];
                }
            }
        }
    }

    /** Adds the rows of the same fold that another device computed, after the own ones. */
    void merge(RowSums other) {
        blocks.addAll(other.blocks);
        rows += other.rows;
        hold(8L * other.rows * (targets + 1));
        other.free();
        add(right, other.right);
        add(squares, other.squares);
        add(diagonal, other.diagonal);
    }

    private static void add(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Reads the rows of a block, [row][M]. */
    void read(Block block, double[] to) {
        file.readSingle(block.at(), to, block.rows() * size);
    }

    int size() {
        return size;
    }

    int targets() {
        return targets;
    }

    long rows() {
        return rows;
    }

    /** The vectors b, [T][M]. */
    double[] right() {
        return right;
    }

    /** The sums Σ w y², [T]. */
    double[] squares() {
        return squares;
    }

    /** The sums Σ w φ_j², [M]. */
    double[] diagonal() {
        return diagonal;
    }

    @Override
    public NormalEquations download() {
        throw new IllegalStateException("rows are kept in a file, and have no normal equations");
    }

    @Override
    public void close() {
        // the file is closed by its storage
    }
}
