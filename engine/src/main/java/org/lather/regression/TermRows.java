package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Owned;
import org.lather.basis.RepresentativeCovariances;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
import org.lather.dataset.WantedFrames;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.RowReduction;
import org.lather.gram.StructureBatches;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * Rows of covariances of structures or atoms with representatives, kept in memory for each term of a kernel and each of
 * several exponents. Weights of the terms, the exponent, the number of representatives and the noise change without
 * another pass over the structures: the features of each environment are computed once, and so are its cosines u with
 * the representatives, whose powers are summed over the environments of a row.
 */
public final class TermRows implements AutoCloseable {
    private final TrainingRun run;
    private final Representatives representatives;
    private final double[] exponents;
    private final int size;
    /** Sums of powers by quantity, [exponent][term][row · M + representative]. */
    private final Map<Target.Quantity, double[][][]> rows = new EnumMap<>(Target.Quantity.class);
    /** Powers of the cosines of representatives, [exponent][term][M · M]. */
    private final double[][][] self;

    private final long bytes;

    private TermRows(TrainingRun run, Representatives representatives, double[] exponents) {
        this.run = run;
        this.representatives = representatives;
        this.exponents = exponents.clone();
        this.size = representatives.count();
        int terms = run.kernel().terms().size();
        this.bytes = bytes(run.set(), size, terms, exponents.length);
        run.backend().resources().ledger().add(bytes);
        this.self = new double[exponents.length][terms][];
        for (Target.Quantity q : quantities(run.set())) {
            int length = Math.toIntExact(rowCount(run.set(), q) * size);
            rows.put(q, new double[exponents.length][terms][length]);
        }
    }

    /**
     * Computes the rows.
     *
     * @param exponents ζ of the kernels that follow from the rows
     * @param rangeSize number of environments at a time
     */
    public static TermRows of(TrainingRun run, Representatives representatives, double[] exponents, int rangeSize) {
        TermRows out = new TermRows(run, representatives, exponents);
        return Owned.orClose(
                () -> {
                    for (int term = 0; term < run.kernel().terms().size(); term++) {
                        out.fill(term, rangeSize);
                    }
                    return out;
                },
                out::close);
    }

    @Override
    public void close() {
        run.backend().resources().ledger().remove(bytes);
    }

    /** The number of bytes of rows, of the covariances of representatives, and of one fit to them. */
    public static long bytes(TrainingSet set, int representatives, int terms, int exponents) {
        long m = representatives;
        long values = 0;
        long widest = 0;
        for (Target.Quantity q : quantities(set)) {
            values += rowCount(set, q);
            widest = Math.max(widest, rowCount(set, q));
        }
        long dual = 3 * Math.min(widest, m) * Math.min(widest, m);
        return 8 * (m * (values + m) * terms * exponents + m * widest + 3 * m * m + dual);
    }

    private static Set<Target.Quantity> quantities(TrainingSet set) {
        Set<Target.Quantity> out = EnumSet.noneOf(Target.Quantity.class);
        set.numbers().forEach(v -> out.add(v.target().quantity()));
        return out;
    }

    private static long rowCount(TrainingSet set, Target.Quantity q) {
        return q.isPerAtom() ? set.environments() : set.structures();
    }

    TrainingRun run() {
        return run;
    }

    Representatives representatives() {
        return representatives;
    }

    /** The number of rows of a quantity. */
    int count(Target.Quantity quantity) {
        return Math.toIntExact(rowCount(run.set(), quantity));
    }

    /** The number of representatives M. */
    public int size() {
        return size;
    }

    /**
     * The index of an exponent.
     *
     * @throws IllegalArgumentException if it is none of the exponents
     */
    public int indexOf(double exponent) {
        for (int i = 0; i < exponents.length; i++) {
            if (exponents[i] == exponent) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "expected one of the exponents " + Arrays.toString(exponents) + ", got " + exponent);
    }

    private void fill(int term, int rangeSize) {
        EnvironmentKernel.Term of = run.kernel().terms().get(term);
        EnvironmentKernel cosine = new EnvironmentKernel(
                List.of(new EnvironmentKernel.Term(of.features(), 1)),
                new Covariance(1, run.kernel().covariance().centers()));
        FeatureBlock block = representatives.scalars().get(term);
        Representatives own = new Representatives(List.of(block));
        run.clock().begin("covariances", run.set().environments());
        try (KernelRows kernel = new KernelRows(run.backend(), cosine, run.channels(), own, rangeSize);
                WantedFrames frames = run.frames()) {
            int[] done = new int[2];
            while (frames.hasNext()) {
                List<Structure> batch = StructureBatches.next(frames);
                RowReduction owners = new RowReduction(batch);
                kernel.compute(batch, (from, to, tile) -> {
                    double[] u = tile.download();
                    rows.forEach((q, sums) -> {
                        int[] row = owners.rows(q, from, to, 0);
                        double[] factor = owners.factors(q, from, to);
                        int first = q.isPerAtom() ? done[1] : done[0];
                        for (int i = 0; i < to - from; i++) {
                            for (int e = 0; e < exponents.length; e++) {
                                add(u, i * size, e, factor[i], sums[e][term], (first + row[i]) * size);
                            }
                        }
                    });
                });
                done[0] += batch.size();
                done[1] += owners.environments();
                run.execution().progress().advance(owners.environments());
                run.execution().check("Nothing was kept.");
            }
        }
        RepresentativeCovariances.factored(run.backend(), cosine, own, rangeSize, blocks -> {
            double[] k = blocks.square();
            int n = blocks.size();
            for (int e = 0; e < exponents.length; e++) {
                double[] powers = new double[k.length];
                for (int i = 0; i < n; i++) {
                    add(k, i * n, e, 1, powers, i * n);
                }
                self[e][term] = powers;
            }
            return n;
        });
    }

    /** Adds a factor times the powers of the cosines of one row with all representatives. */
    private void add(double[] u, int from, int exponent, double factor, double[] to, int at) {
        double zeta = exponents[exponent];
        int whole = zeta == Math.rint(zeta) && zeta <= 8 ? (int) zeta : 0;
        for (int j = 0; j < size; j++) {
            double c = u[from + j];
            if (c != 0) {
                to[at + j] += factor * power(c, zeta, whole);
            }
        }
    }

    private static double power(double c, double exponent, int whole) {
        if (whole == 0) {
            return c < 0 && exponent != Math.rint(exponent) ? 0 : Math.pow(c, exponent);
        }
        double p = c;
        for (int i = 1; i < whole; i++) {
            p *= c;
        }
        return p;
    }

    /**
     * The covariances of some representatives with each other under a kernel, [n][n].
     *
     * @param weights of the terms
     * @param columns representatives, in the order of a model
     */
    double[] self(int exponent, double[] weights, int[] columns) {
        int n = columns.length;
        double[] out = new double[Math.multiplyExact(n, n)];
        for (int s = 0; s < weights.length; s++) {
            double[] k = self[exponent][s];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    out[i * n + j] += weights[s] * k[columns[i] * size + columns[j]];
                }
            }
        }
        return out;
    }

    /** The rows of a quantity under a kernel, [row][n], see {@link #self}. */
    double[] rows(Target.Quantity quantity, int exponent, double[] weights, int[] columns) {
        double[][][] sums = Objects.requireNonNull(rows.get(quantity));
        int n = columns.length;
        int count = count(quantity);
        double[] out = new double[Math.multiplyExact(count, n)];
        for (int s = 0; s < weights.length; s++) {
            double[] k = sums[exponent][s];
            for (int r = 0; r < count; r++) {
                for (int j = 0; j < n; j++) {
                    out[r * n + j] += weights[s] * k[r * size + columns[j]];
                }
            }
        }
        return out;
    }

    /** The groups of targets with rows. */
    List<RowGroup> groups() {
        return new ArrayList<>(RowGroup.numbers(run.set()));
    }
}
