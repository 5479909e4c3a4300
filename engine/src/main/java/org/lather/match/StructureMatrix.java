package org.lather.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
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
import org.lather.gram.StructureBatches;
import org.lather.kernel.EnvironmentKernel;
import org.lather.kernel.StructureKernel;
import org.lather.options.Options;
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
    private static final String WORK = "this matrix of kernels";

    /** What the rows and the columns of a matrix are. */
    public enum Entries {
        STRUCTURES,
        ENVIRONMENTS;

        /** The number of environments of each entry of structures. */
        int[] sizes(List<Structure> of) {
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

    /**
     * The kernels of structures that options name: the sum if they name none.
     *
     * @param backend whose number of threads finds matches
     */
    public static StructureMatrix of(Options options, Channels channels, Backend backend, Execution execution) {
        return new StructureMatrix(
                backend,
                options.kernel(),
                options.model().structureKernel().orElse(new StructureKernel.Sum()),
                Entries.STRUCTURES,
                channels,
                backend.info().threads(),
                execution);
    }

    /** Computes K [n][n] of structures with each other. */
    public double[] of(List<Structure> x) {
        return compute(x, x, true);
    }

    /** Computes K [n][m] of structures with others. */
    public double[] of(List<Structure> x, List<Structure> z) {
        return compute(x, z, false);
    }

    /**
     * Computes K [n][m] of structures with stored ones, e.g. those of a model.
     *
     * @throws MemoryBudgetException if the memory is not sufficient
     */
    public double[] of(List<Structure> x, StoredStructures z) {
        int n = entries.count(x);
        int m = z.count();
        double[] out = new double[Math.multiplyExact(n, m)];
        long held = 8L * out.length;
        backend.resources().ledger().add(held);
        try (StructureRows rows =
                new StructureRows(this, z, plan(x, z, List.of()).rangeSize())) {
            int first = 0;
            for (int next = 0; next < x.size(); ) {
                List<Structure> batch =
                        StructureBatches.next(x.subList(next, x.size()).iterator());
                int begin = first;
                rows.compute(batch, (row, kernels) -> {
                    execution.check("Nothing was written.");
                    System.arraycopy(kernels, 0, out, (begin + row) * m, m);
                });
                first += entries.count(batch);
                next += batch.size();
            }
            note(rows.error());
        } finally {
            backend.resources().ledger().remove(held);
        }
        return out;
    }

    /** Computes the kernel of each entry with itself, [n]. */
    public double[] diagonal(List<Structure> x) {
        double[] out = new double[entries.count(x)];
        List<Structure> largest = x.stream()
                .max(Comparator.comparingInt(Structure::size))
                .map(List::of)
                .orElse(List.of());
        int rangeSize = plan(largest, largest).rangeSize();
        int next = 0;
        for (Structure s : x) {
            execution.check("Nothing was written.");
            List<Structure> one = List.of(s);
            int first = next;
            try (StructureRows rows = new StructureRows(this, stored(one, rangeSize), rangeSize)) {
                rows.compute(one, row -> row + 1, (row, kernels) -> out[first + row] = kernels[row]);
            }
            next += entries.count(one);
        }
        return out;
    }

    private StoredStructures stored(List<Structure> structures, int rangeSize) {
        return new StoredStructures(
                new FeaturesOfAll(backend, environments, channels).of(structures, rangeSize),
                entries.sizes(structures));
    }

    private void note(OptionalDouble error) {
        error.ifPresent(e -> execution.progress().note("matches   exact to " + e + " only, after all steps"));
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

    /**
     * Plans the memory of kernels with stored structures beside others.
     *
     * @throws MemoryBudgetException if it is not sufficient
     */
    public MemoryPlan plan(List<Structure> x, StoredStructures z, List<Item> others) {
        int highest = x.stream().mapToInt(Structure::size).max().orElse(0);
        Item matches = matches(highest, Arrays.stream(z.sizes()).max().orElse(0));
        long kernels = (long) entries.count(x) * z.count();
        return MemoryPlan.fit(
                range -> {
                    Phase phase = plan(kernels, highest, z.environments().count(), matches, range)
                            .largest();
                    for (Item other : others) {
                        phase = phase.with(other);
                    }
                    return new MemoryPlan(List.of(phase), range);
                },
                backend,
                execution.budgetBytes(),
                WORK);
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
        try {
            int column = 0;
            for (Block block : division.blocks()) {
                List<Structure> columns = z.subList(block.from(), block.to());
                Part part = new Part(out, m, column, symmetric);
                fill(symmetric ? x.subList(block.from(), x.size()) : x, columns, part, division.plan());
                column += entries.count(columns);
            }
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
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a computation
    private record Part(double[] matrix, int width, int column, boolean symmetric) {
        int firstRow() {
            return symmetric ? column : 0;
        }

        /** How many of the columns of a row are computed: those up to the diagonal of a symmetric matrix. */
        int count(int row, int all) {
            return symmetric ? Math.min(row + 1 - column, all) : all;
        }
    }

    private void fill(List<Structure> rows, List<Structure> columns, Part part, MemoryPlan plan) {
        StoredStructures stored = stored(columns, plan.rangeSize());
        long bytes = stored.environments().featureBytes();
        backend.resources().ledger().add(bytes);
        try (StructureRows k = new StructureRows(this, stored, plan.rangeSize())) {
            int begin = part.firstRow();
            for (int next = 0; next < rows.size(); ) {
                List<Structure> batch =
                        StructureBatches.next(rows.subList(next, rows.size()).iterator());
                int first = begin;
                k.compute(batch, i -> part.count(first + i, k.size()), (i, kernels) -> {
                    execution.check("Nothing was written.");
                    int row = first + i;
                    int count = part.count(row, k.size());
                    System.arraycopy(kernels, 0, part.matrix(), row * part.width() + part.column(), count);
                    execution.progress().advance(count);
                });
                begin += entries.count(batch);
                next += batch.size();
            }
            note(k.error());
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
        int[] starts = StoredStructures.starts(Entries.STRUCTURES.sizes(z));
        int most = z.stream().mapToInt(Structure::size).max().orElse(0);
        // features and rows of a block are arrays
        long limit =
                Math.min(starts[z.size()], LARGEST / Math.max(1, Math.max(highest, environments.columns(channels))));
        Item matches = matches(highest, most);
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
                        range -> plan((long) rows * all, highest, columns, matches, range),
                        backend,
                        execution.budgetBytes(),
                        WORK);
                return new Division(blocks, plan);
            } catch (MemoryBudgetException e) {
                if (limit <= most) {
                    throw e;
                }
                limit = Math.max(most, limit / 2);
            }
        }
    }

    private MemoryPlan plan(long kernels, int highest, int columns, Item matches, int range) {
        long f = environments.columns(channels);
        long bytes = backend.info().precision().bytes();
        return new MemoryPlan(
                List.of(new Phase(
                        "kernels",
                        List.of(
                                new Item("matrix", 8 * kernels),
                                new Item("features of " + columns + " environments", columns * f * (8 + bytes)),
                                new Item("features of " + range + " environments", range * f * bytes),
                                new Item("covariances", (16L * range + 8L * highest) * columns),
                                matches))),
                range);
    }

    /** The scratch memory of the threads that match structures of up to two numbers of atoms. */
    public Item matches(long rows, long columns) {
        boolean pairs = entries == Entries.STRUCTURES;
        return new Item("matches", pairs ? threads * MatchWorkers.bytes(structures, rows, columns) : 0);
    }
}
