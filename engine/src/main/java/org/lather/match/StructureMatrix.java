package org.lather.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.FeaturesOfAll;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.StructureBatches;
import org.lather.kernel.EnvironmentKernel;
import org.lather.kernel.StructureKernel;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * Computes matrices of kernels between structures, or between environments. The covariances of environments are
 * computed by the backend, for a block of columns at a time that fits the memory; matches are found by the threads of
 * the host. A matrix of structures with themselves is symmetric and computed once for each pair. Results do not depend
 * on the number of threads.
 *
 * @param entries whether rows and columns are structures or environments, whose kernel is their covariance
 * @param threads of the host that find matches
 */
public record StructureMatrix(
        Backend backend,
        EnvironmentKernel environments,
        StructureKernel structures,
        Entries entries,
        Channels channels,
        int threads,
        Execution execution) {

    private static final int LARGEST = Integer.MAX_VALUE - 8;

    /** What the rows and the columns of a matrix are. */
    public enum Entries {
        STRUCTURES,
        ENVIRONMENTS;

        /** The number of environments of each entry of structures. */
        private int[] sizes(List<Structure> of) {
            return switch (this) {
                case STRUCTURES -> of.stream().mapToInt(Structure::size).toArray();
                case ENVIRONMENTS ->
                    IntStream.generate(() -> 1)
                            .limit(of.stream().mapToLong(Structure::size).sum())
                            .toArray();
            };
        }

        /** The number of entries. */
        public int count(List<Structure> of) {
            return sizes(of).length;
        }
    }

    /** Computes K [n][n] of structures with each other. */
    public double[] of(List<Structure> x) {
        return compute(x, x, true);
    }

    /** Computes K [n][m] of structures with others. */
    public double[] of(List<Structure> x, List<Structure> z) {
        return compute(x, z, false);
    }

    /** Computes the kernel of each entry with itself, [n]. */
    public double[] diagonal(List<Structure> x) {
        double[] out = new double[entries.count(x)];
        int next = 0;
        for (Structure s : x) {
            execution.check("Nothing was written.");
            List<Structure> one = List.of(s);
            int n = entries.count(one);
            double[] k = compute(one, one, true);
            for (int i = 0; i < n; i++) {
                out[next++] = k[i * n + i];
            }
        }
        return out;
    }

    /** Divides K by the roots of the kernels of structures with themselves; zero where one of these is zero. */
    public static void normalise(double[] k, double[] rows, double[] columns) {
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                double of = Math.sqrt(rows[i] * columns[j]);
                int at = i * columns.length + j;
                k[at] = of > 0 ? k[at] / of : 0;
            }
        }
    }

    /**
     * Plans the memory.
     *
     * @throws MemoryBudgetException if a block of one structure is too large
     */
    public MemoryPlan plan(List<Structure> x, List<Structure> z) {
        return divide(x, z).plan();
    }

    private double[] compute(List<Structure> x, List<Structure> z, boolean symmetric) {
        int n = entries.count(x);
        int m = entries.count(z);
        Division division = divide(x, z);
        if (x.size() > 1) {
            execution.progress().stage("kernels", symmetric ? n * (n + 1L) / 2 : (long) n * m);
        }
        double[] out = new double[Math.multiplyExact(n, m)];
        long held = 8L * out.length;
        backend.resources().ledger().add(held);
        try (MatchWorkers workers = new MatchWorkers(structures, threads)) {
            int column = 0;
            for (Block block : division.blocks()) {
                List<Structure> columns = z.subList(block.from(), block.to());
                Part part = new Part(out, m, column, sums(entries.sizes(columns)), symmetric);
                fill(symmetric ? x.subList(block.from(), x.size()) : x, columns, part, division.plan(), workers);
                column += part.count();
            }
            workers.error()
                    .ifPresent(e -> execution.progress().note("matches   exact to " + e + " only, after all steps"));
        } finally {
            backend.resources().ledger().remove(held);
        }
        if (symmetric) {
            mirror(out, n);
        }
        return out;
    }

    /**
     * Columns of a matrix that are computed together.
     *
     * @param width columns of the whole matrix
     * @param column first column of the part, and for a symmetric matrix the row from which it is computed
     * @param starts first environment of each entry of the columns, and their number
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a computation
    private record Part(double[] matrix, int width, int column, int[] starts, boolean symmetric) {
        int count() {
            return starts.length - 1;
        }

        int environments() {
            return starts[count()];
        }

        int firstRow() {
            return symmetric ? column : 0;
        }

        /** Where the columns of a row are computed: up to the diagonal of a symmetric matrix. */
        int[] starts(int row) {
            return symmetric ? Arrays.copyOf(starts, Math.min(row + 1 - column, count()) + 1) : starts;
        }
    }

    private void fill(List<Structure> rows, List<Structure> columns, Part part, MemoryPlan plan, MatchWorkers workers) {
        Representatives features = new FeaturesOfAll(backend, environments, channels).of(columns, plan.rangeSize());
        long bytes = features.featureBytes();
        backend.resources().ledger().add(bytes);
        try (KernelRows k = new KernelRows(backend, environments, channels, features, plan.rangeSize())) {
            int begin = part.firstRow();
            for (int first = 0; first < rows.size(); ) {
                List<Structure> batch =
                        StructureBatches.next(rows.subList(first, rows.size()).iterator());
                int[] sizes = entries.sizes(batch);
                int firstRow = begin;
                Assembly assembly = new Assembly(sizes, part.environments(), (i, atoms, covariances) -> {
                    execution.check("Nothing was written.");
                    int row = firstRow + i;
                    int[] starts = part.starts(row);
                    int to = row * part.width() + part.column();
                    workers.match(covariances, atoms, starts, part.environments(), part.matrix(), to);
                    execution.progress().advance(starts.length - 1);
                });
                k.compute(batch, (from, to, tile) -> assembly.add(tile.download(), to - from));
                begin += sizes.length;
                first += batch.size();
            }
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    private static void mirror(double[] k, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                k[j * n + i] = k[i * n + j];
            }
        }
    }

    /** Columns from {@code from} (inclusive) to {@code to} (exclusive). */
    private record Block(int from, int to) {}

    private record Division(List<Block> blocks, MemoryPlan plan) {}

    /** Divides the columns into as few blocks as fit the memory. */
    private Division divide(List<Structure> x, List<Structure> z) {
        int rows = entries.count(x);
        int all = entries.count(z);
        if ((long) rows * all > LARGEST) {
            throw new DataException(
                    "expected a matrix of at most " + LARGEST + " kernels, got " + rows + " x " + all,
                    Cure.text("Compute it in parts, with slices of the structures of the rows"));
        }
        int highest = entries == Entries.STRUCTURES
                ? x.stream().mapToInt(Structure::size).max().orElse(0)
                : 1;
        int[] starts = sums(Entries.STRUCTURES.sizes(z));
        int most = z.stream().mapToInt(Structure::size).max().orElse(0);
        // features and rows of a block are arrays
        long limit =
                Math.min(starts[z.size()], LARGEST / Math.max(1, Math.max(highest, environments.columns(channels))));
        while (true) {
            List<Block> blocks = new ArrayList<>();
            int largest = 0;
            for (int from = 0; from < z.size(); ) {
                int to = from + 1;
                while (to < z.size() && starts[to + 1] - starts[from] <= limit) {
                    to++;
                }
                blocks.add(new Block(from, to));
                largest = Math.max(largest, starts[to] - starts[from]);
                from = to;
            }
            int columns = largest;
            try {
                MemoryPlan plan = MemoryPlan.fit(
                        range -> plan((long) rows * all, highest, columns, range),
                        backend,
                        execution.budgetBytes(),
                        "this matrix of kernels");
                return new Division(blocks, plan);
            } catch (MemoryBudgetException e) {
                if (limit <= most) {
                    throw e;
                }
                limit = Math.max(most, limit / 2);
            }
        }
    }

    private MemoryPlan plan(long kernels, int highest, int columns, int range) {
        long f = environments.columns(channels);
        long bytes = backend.info().precision().bytes();
        return new MemoryPlan(
                List.of(new Phase(
                        "kernels",
                        List.of(
                                new Item("matrix", 8 * kernels),
                                new Item("features of " + columns + " environments", columns * f * (8 + bytes)),
                                new Item("features of " + range + " environments", range * f * bytes),
                                new Item("covariances", (16L * range + 8L * highest) * columns)))),
                range);
    }

    private static int[] sums(int[] sizes) {
        int[] out = new int[sizes.length + 1];
        for (int i = 0; i < sizes.length; i++) {
            out[i + 1] = Math.addExact(out[i], sizes[i]);
        }
        return out;
    }
}
