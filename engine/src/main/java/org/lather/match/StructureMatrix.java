package org.lather.match;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.density.Channels;
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
    static final int LARGEST = Integer.MAX_VALUE - 8;
    static final String WORK = "this matrix of kernels";

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
        return of(x, (ScratchKernels) null);
    }

    /**
     * Computes K [n][n] of structures with each other.
     *
     * @param stored takes the kernels too, and has those of an interrupted computation; null for none
     */
    public double[] of(List<Structure> x, @Nullable ScratchKernels stored) {
        return compute(x, x, true, stored);
    }

    /** Computes the kernels of structures with each other into a file alone. */
    void store(List<Structure> x, ScratchKernels stored) {
        fill(x, x, (row, column, kernels, count) -> {}, true, MatrixDivision.stored(this, x), stored);
    }

    /** Computes K [n][m] of structures with others. */
    public double[] of(List<Structure> x, List<Structure> z) {
        return compute(x, z, false, null);
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
        return MatrixDivision.inMemory(this, x, z).plan();
    }

    /**
     * Plans the memory of kernels of structures with each other that are computed into a file alone.
     *
     * @throws MemoryBudgetException if a block of one structure is too large
     */
    MemoryPlan planStored(List<Structure> x) {
        return MatrixDivision.stored(this, x).plan();
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
                    Phase phase = MatrixDivision.plan(
                                    this, kernels, highest, z.environments().count(), matches, range)
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

    private double[] compute(List<Structure> x, List<Structure> z, boolean symmetric, @Nullable ScratchKernels stored) {
        int n = entries.count(x);
        int m = entries.count(z);
        MatrixDivision division = MatrixDivision.inMemory(this, x, z);
        double[] out = new double[Math.multiplyExact(n, m)];
        long held = 8L * out.length;
        backend.resources().ledger().add(held);
        try {
            Sink sink = (row, column, kernels, count) -> System.arraycopy(kernels, 0, out, row * m + column, count);
            fill(x, z, sink, symmetric, division, stored);
        } finally {
            backend.resources().ledger().remove(held);
        }
        if (symmetric) {
            mirror(out, n);
        }
        return out;
    }

    /** Takes some kernels of a row. */
    private interface Sink {
        void put(int row, int column, double[] kernels, int count);
    }

    private void fill(
            List<Structure> x,
            List<Structure> z,
            Sink sink,
            boolean symmetric,
            MatrixDivision division,
            @Nullable ScratchKernels stored) {
        int n = entries.count(x);
        if (x.size() > 1) {
            execution.progress().stage("kernels", symmetric ? n * (n + 1L) / 2 : (long) n * entries.count(z));
        }
        int column = 0;
        for (MatrixDivision.Block block : division.blocks()) {
            List<Structure> columns = z.subList(block.from(), block.to());
            Part part = new Part(sink, column, symmetric, stored);
            fill(symmetric ? x.subList(block.from(), x.size()) : x, columns, part, division.plan());
            column += entries.count(columns);
        }
    }

    /**
     * Columns of a matrix that are computed together.
     *
     * @param column first column of the part, and for a symmetric matrix the row from which it is computed
     */
    private record Part(
            Sink sink,
            int column,
            boolean symmetric,
            @Nullable ScratchKernels stored) {
        int firstRow() {
            return symmetric ? column : 0;
        }

        /** How many of the columns of a row are computed: those up to the diagonal of a symmetric matrix. */
        int count(int row, int all) {
            return symmetric ? Math.min(row + 1 - column, all) : all;
        }

        String kept() {
            return stored == null ? "Nothing was written." : stored.kept();
        }

        /** Computes the kernels of a batch, or takes those that are stored. */
        void compute(StructureRows rows, List<Structure> batch, int row, StructureRows.Consumer consumer) {
            IntUnaryOperator count = i -> count(row + i, rows.size());
            if (stored == null) {
                rows.compute(batch, count, consumer);
            } else {
                stored.compute(rows, batch, new ScratchKernels.Place(row, column), count, consumer);
            }
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
                part.compute(k, batch, first, (i, kernels) -> {
                    execution.check(part.kept());
                    int count = part.count(first + i, k.size());
                    part.sink().put(first + i, part.column(), kernels, count);
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

    /** The scratch memory of the threads that match structures of up to two numbers of atoms. */
    public Item matches(long rows, long columns) {
        boolean pairs = entries == Entries.STRUCTURES;
        return new Item("matches", pairs ? threads * MatchWorkers.bytes(structures, rows, columns) : 0);
    }
}
