package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.CovarianceSums;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.Owned;
import org.lather.backend.RowMap;
import org.lather.backend.Tile;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.kernel.EnvironmentKernel;

/**
 * Computes the covariances of all rows of a full regression with each other, K_st = Σ_i Σ_j k(i, j) over the
 * environments i of row s and j of row t ≤ s, panel by panel. Two blocks of environments are on the backend at a time,
 * which divide no row: sums run over the environments of s, then over those of t, whatever the sizes of the blocks.
 */
final class FullCovariances {
    /** Number of environments of a block of rows, and of a block of columns, for each environment of a range. */
    private static final int HIGH = 16;

    private static final int WIDE = 2;
    /** Largest range for which blocks grow. */
    private static final int RANGE = 1024;

    private final TrainingRun run;
    private final Backend backend;
    private final List<FeatureBlock> all;
    private final int high;
    private final int wide;

    /** @param all features of every environment, one block for each term of the kernel */
    FullCovariances(TrainingRun run, List<FeatureBlock> all, int rangeSize) {
        this.run = run;
        this.backend = run.backend();
        this.all = all;
        this.high = HIGH * Math.min(RANGE, rangeSize);
        this.wide = WIDE * Math.min(RANGE, rangeSize);
    }

    /** The memory of two blocks, and of what is computed from them. */
    static List<MemoryPlan.Item> items(TrainingRun run, int rangeSize) {
        long n = run.set().environments();
        long largest = Arrays.stream(run.set().atoms()).max().orElse(0);
        long high = Math.min(n, Math.max(largest, HIGH * (long) Math.min(RANGE, rangeSize)));
        long wide = Math.min(n, Math.max(largest, WIDE * (long) Math.min(RANGE, rangeSize)));
        long f = run.kernel().columns(run.channels());
        int precision = run.backend().info().precision().bytes();
        long bytes = precision < 8 ? 8 + precision : 8;
        long rows = Math.min(high, LowerTriangle.PANEL);
        return List.of(
                new MemoryPlan.Item(
                        "features of " + high + " and " + wide + " environments", (high + wide) * f * bytes),
                new MemoryPlan.Item("tiles", 8 * high * wide + 16 * rows * wide));
    }

    /**
     * Computes the covariances.
     *
     * @param starts the first environment of each row, and at the end the number of environments
     * @param out overwritten; what is above the diagonal is undefined
     */
    void fill(int[] starts, LowerTriangle out) {
        double[] buffer = out.buffer();
        long pairs = 0;
        for (int p = 0; p < out.panels(); p++) {
            pairs += (long) (starts[out.end(p)] - starts[out.start(p)]) * starts[out.end(p)];
        }
        // progress in environments, of which later ones have more pairs
        long n = run.set().environments();
        run.clock().begin("covariances", n);
        long done = 0;
        long shown = 0;
        for (int p = 0; p < out.panels(); p++) {
            Matrix panel = out.read(p, buffer);
            Arrays.fill(panel.values(), panel.offset(), panel.offset() + panel.span(), 0);
            int end;
            for (int first = out.start(p); first < out.end(p); first = end) {
                end = end(starts, first, out.end(p), high);
                done += rows(starts, first, end, out.start(p), panel);
                long now = Math.round((double) n * done / Math.max(1, pairs));
                run.execution().progress().advance(now - shown);
                shown = now;
            }
            out.write(p, panel);
        }
        run.execution().progress().advance(n - shown);
    }

    /** The row after the last one of a block that begins with a row. */
    private static int end(int[] starts, int first, int last, int environments) {
        int end = first + 1;
        while (end < last && starts[end + 1] - starts[first] <= environments) {
            end++;
        }
        return end;
    }

    /** Computes some rows of a panel, and returns the number of their pairs of environments. */
    private long rows(int[] starts, int first, int end, int panelStart, Matrix panel) {
        int from = starts[first];
        int to = starts[end];
        int[] row = new int[to - from];
        double[] factor = new double[row.length];
        for (int s = first; s < end; s++) {
            Arrays.fill(row, starts[s] - from, starts[s + 1] - from, s - first);
        }
        Arrays.fill(factor, 1);
        RowMap map = new RowMap(row, factor);
        List<Features> x = new ArrayList<>();
        Owned.orClose(() -> all.forEach(b -> x.add(backend.load(b.part(from, to)))), () -> x.forEach(Features::close));
        try {
            int next;
            for (int column = 0; column < end; column = next) {
                next = end(starts, column, end, wide);
                block(x, starts[column], starts[next], end - first, map)
                        .add(starts, column, next, first - panelStart, panel);
                run.execution().check("Nothing was kept.");
            }
        } finally {
            x.forEach(Features::close);
        }
        return (long) (to - from) * to;
    }

    /**
     * Sums over the environments of rows, for each environment of columns.
     *
     * @param values [row][environment]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Sums(double[] values, int width) {
        /** Adds the sums over the environments of each column to rows of a panel. */
        void add(int[] starts, int column, int next, int panelRow, Matrix panel) {
            int count = values.length / Math.max(1, width);
            int origin = starts[column];
            for (int s = 0; s < count; s++) {
                int at = panel.offset() + (panelRow + s) * panel.stride();
                for (int t = column; t < next; t++) {
                    double sum = 0;
                    for (int j = starts[t] - origin; j < starts[t + 1] - origin; j++) {
                        sum += values[s * width + j];
                    }
                    panel.values()[at + t] = sum;
                }
            }
        }
    }

    private Sums block(List<Features> x, int from, int to, int count, RowMap map) {
        try (Tile out = backend.tile(count, to - from)) {
            for (int s = 0; s < x.size(); s++) {
                EnvironmentKernel.Term term = run.kernel().terms().get(s);
                CovarianceSums none =
                        new CovarianceSums(run.kernel().covariance(), term.weight(), new double[0][], false);
                try (Features z = backend.load(all.get(s).part(from, to))) {
                    backend.sums(x.get(s), z, none, new double[0][], map, out);
                }
            }
            return new Sums(out.download(), to - from);
        }
    }
}
