package org.lather.cpu;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Ledger;
import org.lather.backend.WeightedRange;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.kernel.Covariance;

/**
 * Rows of dK_NM: explicit gradients of the features of a few environments, multiplied with the representatives at once.
 * With u_ij the cosine, d k(i,j) = ζ u^(ζ−1) (dp_i·z_j/|p_i||z_j| − u_ij dp_i·p_i/|p_i|²), the last term times
 * {@link Covariance#normSlope}.
 */
final class GradientRows {
    /** Values of explicit gradients held at a time. */
    private static final int VALUES = 1 << 20;

    private static final int COLUMNS = 64;

    /** Bytes of panels of a product and of the workers' scratch, about. */
    private static final long PACKED = 3_000_000;

    private final Coupling coupling;
    private final PullBack pull;
    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final FreeList free;
    private final Ledger ledger;
    private final @Nullable ExplicitGradient[] explicit;
    private final @Nullable GradientBench[] of;
    private final @Nullable DirectBench[] directs;

    GradientRows(
            Coupling coupling, PullBack pull, VectorAlgebra algebra, WorkerPool pool, FreeList free, Ledger ledger) {
        this.coupling = coupling;
        this.pull = pull;
        this.algebra = algebra;
        this.pool = pool;
        this.free = free;
        this.ledger = ledger;
        explicit = new ExplicitGradient[pool.threads()];
        of = new GradientBench[pool.threads()];
        directs = new DirectBench[pool.threads()];
    }

    /** The explicit gradients of a block, their products, and what is packed for these. */
    static long bytes(int columns, int representatives, int environments, int neighbours) {
        long each = 3L * neighbours + 9;
        long most = Math.max(each, VALUES / Math.max(columns, representatives));
        return 8 * Math.min(most, environments * each) * ((long) columns + representatives) + PACKED;
    }

    void add(
            WeightedRange weighted,
            Descriptor descriptor,
            CpuFeatures z,
            Covariance covariance,
            double weight,
            DerivativeTiles out) {
        CpuRange range = CpuRange.of(weighted.range());
        if (range.size() == 0) {
            return;
        }
        try (CpuFeatures x = coupling.features(range, descriptor)) {
            Sums sums = new Sums(
                    range.batch(),
                    range.from(),
                    rows(range, descriptor),
                    x,
                    z,
                    covariance.zeta(),
                    weight,
                    weighted.factor(),
                    (CpuTile) out.positions(),
                    (CpuTile) out.strain());
            for (int element : Gram.elements(x, covariance)) {
                group(sums, Gram.rows(x, element), Gram.rows(z, element));
            }
        }
    }

    /** Computes the explicit gradients of an environment of the batch, see {@link ExplicitGradient#rows}. */
    private interface Rows {
        void of(int worker, int environment, double[] out, int at, int[] atoms, int atomsAt);
    }

    private Rows rows(CpuRange range, Descriptor descriptor) {
        CpuBatch batch = range.batch();
        int columns = descriptor.columns(batch.channels());
        Optional<DirectDescriptor> direct = descriptor.direct();
        if (direct.isPresent()) {
            return (worker, e, out, at, atoms, atomsAt) -> DirectBench.of(
                            direct.get(), batch.channels(), directs, worker)
                    .rows(
                            batch.neighbourhoods(batch.structureOf(e)),
                            batch.atomOf(e),
                            batch.elementOf(e),
                            columns,
                            out,
                            at,
                            atoms,
                            atomsAt);
        }
        ExpansionPlan plan = pull.prepare(batch, range.from(), range.to(), descriptor);
        GradientPlan features = coupling.gradientPlan(descriptor, batch.channels());
        return (worker, e, out, at, atoms, atomsAt) -> explicit(plan, worker)
                .rows(
                        features,
                        batch.neighbourhoods(batch.structureOf(e)),
                        batch.atomOf(e),
                        batch.elementOf(e),
                        columns,
                        out,
                        at,
                        atoms,
                        atomsAt);
    }

    /** The arguments that all blocks of a call share. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Sums(
            CpuBatch batch,
            int from,
            Rows explicit,
            CpuFeatures x,
            CpuFeatures z,
            double zeta,
            double weight,
            double[] factor,
            CpuTile positions,
            CpuTile strain) {
        Neighbourhoods all(int row) {
            return batch.neighbourhoods(batch.structureOf(from + row));
        }

        int rows(int row) {
            return ExplicitGradient.rows(
                    all(row), batch.atomOf(from + row), batch.channels().atomicNumbers().length);
        }
    }

    /** Processes the environments of one element, as many at a time as fit in the scratch. */
    private void group(Sums sums, int[] xRows, int[] zRows) {
        if (zRows.length == 0) {
            return;
        }
        long most = Math.max(1, VALUES / Math.max(sums.x.columns(), zRows.length));
        for (int begin = 0; begin < xRows.length; ) {
            int end = begin;
            int rows = 0;
            while (end < xRows.length && (end == begin || rows + sums.rows(xRows[end]) <= most)) {
                rows += sums.rows(xRows[end++]);
            }
            block(sums, Arrays.copyOfRange(xRows, begin, end), zRows, rows);
            begin = end;
        }
    }

    private void block(Sums sums, int[] part, int[] zRows, int rows) {
        int f = sums.x.columns();
        int m = zRows.length;
        int[] start = new int[part.length + 1];
        for (int i = 0; i < part.length; i++) {
            start[i + 1] = start[i] + sums.rows(part[i]);
        }
        double[] gradients = free.doubles(Math.multiplyExact(rows, f));
        double[] products = free.doubles(Math.multiplyExact(rows, m));
        double[] cosines = free.doubles(Math.multiplyExact(part.length, m));
        double[] own = new double[rows];
        int[] atoms = new int[rows / 3];
        pool.forEach(part.length, 1, (i, worker) -> {
            int e = sums.from + part[i];
            sums.explicit.of(worker, e, gradients, start[i] * f, atoms, start[i] / 3);
            double[] p = new double[f];
            sums.x.download(part[i], part[i] + 1, p, 0);
            for (int r = start[i]; r < start[i + 1]; r++) {
                own[r] = dot(gradients, r * f, p, f);
            }
        });
        Operand right = Gram.operand(sums.z, zRows).transposed();
        algebra.gemm(
                rows, m, f, 1, new DoubleOperand(gradients, 0, f, false, null), right, 0, new Target(products, 0, m));
        algebra.gemm(part.length, m, f, 1, Gram.operand(sums.x, part), right, 0, new Target(cosines, 0, m));
        pool.forEach((m + COLUMNS - 1) / COLUMNS, 1, (item, worker) -> {
            int first = item * COLUMNS;
            int count = Math.min(COLUMNS, m - first);
            scatter(sums, part, zRows, start, atoms, own, products, cosines, m, first, count);
        });
        free.giveBack(cosines);
        free.giveBack(products);
        free.giveBack(gradients);
        // scratch is part of the peak, not of what is held between calls
        long scratch = algebra.scratchBytes() + pull.bytes() + jacobians() + DirectBench.bytes(directs);
        ledger.add(scratch);
        ledger.remove(scratch);
    }

    private static double dot(double[] a, int at, double[] b, int n) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += a[at + i] * b[i];
        }
        return s;
    }

    /** The bytes of the workers' Jacobians of bispectra. */
    private long jacobians() {
        long sum = 0;
        for (ExplicitGradient e : explicit) {
            sum += e == null ? 0 : e.bytes();
        }
        return sum;
    }

    private ExplicitGradient explicit(ExpansionPlan plan, int worker) {
        GradientBench bench = pull.bench(worker);
        ExplicitGradient e = explicit[worker];
        if (e == null || of[worker] != bench) {
            e = new ExplicitGradient(plan, bench);
            explicit[worker] = e;
            of[worker] = bench;
        }
        return e;
    }

    /** Some columns of all environments of a block, in their order. */
    private static void scatter(
            Sums sums,
            int[] part,
            int[] zRows,
            int[] start,
            int[] atoms,
            double[] own,
            double[] products,
            double[] cosines,
            int m,
            int first,
            int count) {
        double[] k = sums.positions.values();
        double[] g = sums.strain.values();
        double[] onProduct = new double[count];
        double[] onOwn = new double[count];
        double[] row = new double[count];
        for (int i = 0; i < part.length; i++) {
            int e = sums.from + part[i];
            int s = sums.batch.structureOf(e);
            double xi = Gram.inverse(sums.x.norms()[part[i]]);
            double slope = Covariance.normSlope(sums.x.norms()[part[i]]);
            for (int j = 0; j < count; j++) {
                double scale = xi * Gram.inverse(sums.z.norms()[zRows[first + j]]);
                double u = cosines[i * m + first + j] * scale;
                double derivative =
                        scale == 0 ? 0 : sums.factor[part[i]] * sums.weight * FeatureGradient.derivative(u, sums.zeta);
                onProduct[j] = derivative * scale;
                onOwn[j] = derivative * u * xi * xi * slope;
            }
            for (int r = start[i]; r < start[i + 1]; r++) {
                for (int j = 0; j < count; j++) {
                    row[j] = onProduct[j] * products[r * m + first + j] - onOwn[j] * own[r];
                }
                int local = r - start[i];
                int strain = r - (start[i + 1] - 9);
                if (strain >= 0) {
                    addTo(g, (9 * s + strain) * sums.strain.columns(), zRows, first, row, 1);
                } else {
                    int axis = local % 3;
                    int other = sums.batch.begin(s) + atoms[r / 3];
                    addTo(k, (3 * other + axis) * sums.positions.columns(), zRows, first, row, 1);
                    addTo(k, (3 * e + axis) * sums.positions.columns(), zRows, first, row, -1);
                }
            }
        }
    }

    private static void addTo(double[] to, int at, int[] zRows, int first, double[] row, double sign) {
        for (int j = 0; j < row.length; j++) {
            to[at + zRows[first + j]] += sign * row[j];
        }
    }
}
