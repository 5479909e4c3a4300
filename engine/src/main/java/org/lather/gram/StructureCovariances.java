package org.lather.gram;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.CovarianceSums;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * The covariances of the value Σ_i ε_i of each structure of a batch, with i over its atoms: k* = Σ_i k(i, z_j) with the
 * representatives z_j, and k** = Σ_ij k(i, j) with itself. {@link KernelValues} and {@link KernelGradients} add the
 * ranges of environments whose features they have computed for the values.
 */
public final class StructureCovariances implements AutoCloseable {
    private final Backend backend;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private final List<Structure> structures;
    private final RowReduction reduction;
    /** [structure + 1]: the first environment of each. */
    private final int[] starts;
    /** [structure]: Σ_ij k(i, j), if its environments were all in one range. */
    private final double[] within;
    /** k(i, i) of each environment. */
    private final double[] own;
    /** Whether the environments of a structure were in several ranges, or too many for one block. */
    private final boolean[] divided;

    private final RangeSize block = new RangeSize(KernelRows.MAX_RANGE);
    private final @Nullable Tile sums;
    private final StoredRows stored;
    /** [structure][stored structure]: k* summed over the environments of stored structures. */
    private final double[][] joined;

    /**
     * The representatives of which k* is made.
     *
     * @param count their number, M; 0 if k* is not needed
     * @param sizes the number of representatives of each stored structure over which k* is summed, [B]; empty if it is
     *     of single representatives, which are then on the backend as a whole
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record StoredRows(int count, int[] sizes) {
        /** No k*. */
        public static final StoredRows NONE = new StoredRows(0, new int[0]);
    }

    public StructureCovariances(
            Backend backend,
            EnvironmentKernel kernel,
            Channels channels,
            List<Structure> structures,
            StoredRows stored) {
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.structures = structures;
        this.reduction = new RowReduction(structures);
        this.starts = new int[structures.size() + 1];
        for (int s = 0; s < structures.size(); s++) {
            starts[s + 1] = starts[s] + structures.get(s).size();
        }
        this.within = new double[structures.size()];
        this.own = new double[reduction.environments()];
        this.divided = new boolean[structures.size()];
        this.stored = stored;
        this.joined = new double[structures.size()][stored.sizes.length];
        boolean single = stored.count > 0 && stored.sizes.length == 0;
        this.sums = single ? backend.tile(structures.size(), stored.count) : null;
    }

    /**
     * Adds a range of environments, and to values the weighted sums of its covariances. If a device runs out of memory,
     * nothing was added.
     *
     * @param x the features of the range
     * @param z the representatives from a number on, of which there are parts
     * @param first the number of the first of them
     * @param of the sums of one term of the kernel, which may be of no target
     * @param values [target][environment of the range]
     */
    void add(Range range, Features x, Features z, int first, CovarianceSums of, double[][] values) {
        if (first > 0) {
            sums(range, x, z, first, of, values);
            return;
        }
        int from = range.from();
        int to = range.to();
        int begin = range.size() == 0 ? 0 : reduction.structure(from);
        int end = range.size() == 0 ? 0 : reduction.structure(to - 1) + 1;
        double[][] blocks = new double[end - begin][];
        for (int s = begin; s < end; s++) {
            int size = starts[s + 1] - starts[s];
            if (starts[s] < from || starts[s + 1] > to || size > KernelRows.MAX_RANGE) {
                divided[s] = true;
            } else {
                blocks[s - begin] = backend.covariancesWithin(
                        x, starts[s] - from, starts[s + 1] - from, of.covariance(), of.weight());
            }
        }
        sums(range, x, z, first, of, values);
        for (int s = begin; s < end; s++) {
            if (!divided[s]) {
                within[s] += sum(blocks[s - begin], starts[s]);
            }
        }
    }

    /** Adds to k* if it is needed, and to values. */
    private void sums(Range range, Features x, Features z, int first, CovarianceSums of, double[][] values) {
        Target.Quantity total = Target.Quantity.TOTAL;
        int[] rows = reduction.rows(total, range.from(), range.to(), 0);
        RowMap map = new RowMap(rows, reduction.factors(total, range.from(), range.to()));
        Tile into = sums;
        if (into != null) {
            backend.sums(x, z, of, values, map, into);
        } else if (stored.sizes.length > 0) {
            try (Tile part = backend.tile(structures.size(), z.rows())) {
                backend.sums(x, z, of, values, map, part);
                join(part.download(), first, z.rows());
            }
        } else if (values.length > 0) {
            backend.sums(x, z, of, values);
        }
    }

    /** Adds the sums over the environments of stored structures, [structure][representative of the part]. */
    private void join(double[] part, int first, int count) {
        int b = 0;
        int end = stored.sizes[0];
        for (int j = 0; j < count; j++) {
            while (first + j >= end) {
                b++;
                end += stored.sizes[b];
            }
            for (int s = 0; s < joined.length; s++) {
                joined[s][b] += part[s * count + j];
            }
        }
    }

    /** The sum of the covariances of a structure, whose diagonal is added to {@link #own}. */
    private double sum(double[] k, int start) {
        int n = (int) Math.round(Math.sqrt(k.length));
        double sum = 0;
        for (double v : k) {
            sum += v;
        }
        for (int i = 0; i < n; i++) {
            own[start + i] += k[i * n + i];
        }
        return sum;
    }

    /** k* of each structure, [structure][M] or [structure][B]; M is 0 if it was not needed. */
    public double[][] withRepresentatives() {
        if (stored.sizes.length > 0) {
            return joined;
        }
        double[] all = sums == null ? new double[0] : sums.download();
        int m = sums == null ? 0 : sums.columns();
        double[][] out = new double[structures.size()][];
        Arrays.setAll(out, s -> Arrays.copyOfRange(all, s * m, (s + 1) * m));
        return out;
    }

    /** k** of a structure. */
    public double withItself(int structure) {
        return divided[structure]
                ? inBlocks(structures.get(structure))
                : within[structure] + faint(Arrays.copyOfRange(own, starts[structure], starts[structure + 1]));
    }

    /** k** of a structure of any size, in blocks of constant size. */
    private double inBlocks(Structure structure) {
        int n = structure.size();
        int size = Math.min(n, KernelRows.MAX_RANGE);
        double s = 0;
        try (Batch batch = backend.upload(List.of(structure), channels)) {
            for (int a = 0; a < n; a += size) {
                for (int b = 0; b <= a; b += size) {
                    int aEnd = Math.min(n, a + size);
                    double[] k = covariances(batch, a, aEnd, b, Math.min(n, b + size));
                    for (double v : k) {
                        s += a == b ? v : 2 * v;
                    }
                    double[] diagonal = new double[a == b ? aEnd - a : 0];
                    Arrays.setAll(diagonal, i -> k[i * diagonal.length + i]);
                    s += faint(diagonal);
                }
            }
        }
        return s;
    }

    /**
     * What environments of faint density lack of the prior variance of an environment, Σ_i (k − k(i,i)) with k the sum
     * of the weights of all terms: nothing is known of them.
     *
     * @param diagonal k(i,i)
     */
    private double faint(double[] diagonal) {
        double whole = kernel.terms().stream()
                .mapToDouble(EnvironmentKernel.Term::weight)
                .sum();
        double rounding = backend.info().precision() == Precision.DOUBLE ? 1e-9 : 1e-5;
        double sum = 0;
        for (double k : diagonal) {
            double lacking = whole - k;
            sum += lacking > rounding * whole ? lacking : 0;
        }
        return sum;
    }

    /** The covariances k(i,j) of a block, row by row, computed in smaller blocks if a device runs out of memory. */
    private double[] covariances(Batch batch, int a, int aEnd, int b, int bEnd) {
        int width = bEnd - b;
        double[] out = new double[(aEnd - a) * width];
        block.cover(
                aEnd - a,
                (from, to) -> {
                    // if rows were divided, columns are divided, too
                    int step = to - from < aEnd - a ? block.size() : width;
                    for (int column = 0; column < width; column += step) {
                        int end = Math.min(width, column + step);
                        double[] k = covariancesAtOnce(batch, a + from, a + to, b + column, b + end);
                        for (int i = 0; i < to - from; i++) {
                            System.arraycopy(k, i * (end - column), out, (from + i) * width + column, end - column);
                        }
                    }
                },
                (from, to) -> {});
        return out;
    }

    private double[] covariancesAtOnce(Batch batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        try (Tile tile = backend.tile(rowTo - rowFrom, columnTo - columnFrom)) {
            for (EnvironmentKernel.Term term : kernel.terms()) {
                try (Features x = backend.features(new Range(batch, rowFrom, rowTo), term.features())) {
                    if (rowFrom == columnFrom && rowTo == columnTo) {
                        backend.covariances(Side.of(x), Side.of(x), kernel.covariance(), term.weight(), tile);
                    } else {
                        try (Features z = backend.features(new Range(batch, columnFrom, columnTo), term.features())) {
                            backend.covariances(Side.of(x), Side.of(z), kernel.covariance(), term.weight(), tile);
                        }
                    }
                }
            }
            return tile.download();
        }
    }

    @Override
    public void close() {
        if (sums != null) {
            sums.close();
        }
    }
}
