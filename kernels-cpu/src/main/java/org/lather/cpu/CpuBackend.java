package org.lather.cpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.Batch;
import org.lather.backend.CombinedFeatures;
import org.lather.backend.CovarianceSums;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.LinearAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.Resources;
import org.lather.backend.RowMap;
import org.lather.backend.Shapes;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Unclosed;
import org.lather.backend.Whitening;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * The backend {@code cpu} on the Vector API. Coefficients and features are computed environment by environment, while
 * the data are in cache.
 */
final class CpuBackend implements Backend {
    /** Number of columns of a tile in one task. */
    private static final int COLUMNS = 256;

    /** The most bytes of packed representatives that are kept from range to range: 4,500 of 3,700 features. */
    static final long PACKED = 1L << 28;

    private final Precision precision;
    private final Ledger ledger = new Ledger();
    private final FreeList free = new FreeList(ledger);
    private final WorkerPool pool;
    private final Unclosed unclosed;
    private final VectorAlgebra algebra;
    private final Coupling coupling;
    private final Gram gram;
    private final TensorGram tensors;
    private final CpuGradients gradients;
    private final Resources resources = new Resources() {
        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public Map<String, Double> workerSeconds() {
            return coupling.seconds().byStage();
        }
    };

    CpuBackend(Precision precision, int threads) {
        this.precision = precision;
        WorkerPool workers = new WorkerPool(threads);
        FreeList arrays = free;
        pool = workers;
        unclosed = new Unclosed(this, "cpu", () -> {
            arrays.clear();
            workers.close();
        });
        algebra = new VectorAlgebra(pool);
        coupling = new Coupling(pool, ledger, free, precision);
        gram = new Gram(algebra, pool, free, ledger);
        tensors = new TensorGram(algebra, pool, free, ledger);
        PullBack pull = new PullBack(coupling, pool, free, ledger);
        gradients = new CpuGradients(
                new FormGradient(algebra, pool, free, ledger),
                new FeatureGradient(algebra, pool, free, ledger, PACKED),
                pull,
                new GradientRows(coupling, pull, algebra, pool, free, ledger),
                this::combined);
    }

    /** A human-readable description of the processor. */
    static String device() {
        return "Vector API, " + Lanes.SPECIES.vectorBitSize() + " bit";
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo("cpu", device(), precision, pool.threads());
    }

    @Override
    public Optional<Backend> another(int threads) {
        return Optional.of(new CpuBackend(precision, threads));
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return new CpuBatch(structures, channels, ledger);
    }

    @Override
    public Features features(Range range, Descriptor descriptor) {
        return descriptor.combinations().isPresent()
                ? combined(descriptor).features(range)
                : coupling.features(CpuRange.of(range), descriptor);
    }

    private CombinedFeatures combined(Descriptor descriptor) {
        return new CombinedFeatures(this, descriptor, b -> new CpuFeatures(b, ledger, free));
    }

    @Override
    public Features load(FeatureBlock block) {
        if (precision == Precision.DOUBLE) {
            CpuFeatures out = new CpuFeatures(block, ledger, free);
            pool.forEach(block.rows(), 16, (i, worker) -> out.measure(i));
            return out;
        }
        CpuFeatures out = new CpuFeatures(block.centers().clone(), block.columns(), precision, ledger, free);
        pool.forEach(block.rows(), 16, (i, worker) -> out.store(i, block.values(), i * block.columns()));
        return out;
    }

    @Override
    public Tile tile(int rows, int columns) {
        return new CpuTile(rows, columns, free);
    }

    @Override
    public void covariances(Side x, Side z, Covariance covariance, double weight, Tile out) {
        int components = Shapes.covariances(x, z, out);
        if (x.scalar()) {
            gram.add((CpuFeatures) x.features(), (CpuFeatures) z.features(), covariance, weight, (CpuTile) out);
        } else {
            tensors.add(CpuSide.of(x), CpuSide.of(z), components, covariance, weight, (CpuTile) out);
        }
    }

    @Override
    public void sums(Features x, Features z, CovarianceSums sums, double[][] values) {
        GradientShapes.check(x, z, sums, values);
        gradients.features().sums((CpuFeatures) x, (CpuFeatures) z, sums, values, null);
    }

    @Override
    public void sums(Features x, Features z, CovarianceSums sums, double[][] values, RowMap map, Tile out) {
        GradientShapes.check(x, z, sums, values);
        Shapes.reduce(x.rows(), z.rows(), map, out);
        FeatureGradient.Mapped mapped = new FeatureGradient.Mapped(map, (CpuTile) out);
        gradients.features().sums((CpuFeatures) x, (CpuFeatures) z, sums, values, mapped);
    }

    @Override
    public double[] covariancesWithin(Features x, int from, int to, Covariance covariance, double weight) {
        Shapes.rows(x, from, to);
        try (CpuTile out = new CpuTile(to - from, to - from, free)) {
            gram.addWithin((CpuFeatures) x, from, to, covariance, weight, out);
            return out.download();
        }
    }

    @Override
    public Form load(FormBlock block) {
        return new CpuForm(block, ledger, free);
    }

    @Override
    public void sums(Features x, Form form, double[] values) {
        GradientShapes.check(x, form, values);
        gradients.forms().sums((CpuFeatures) x, (CpuForm) form, values);
    }

    @Override
    public long cachedBytes(long columns, long representatives) {
        return gradients.representativesBytes(columns, representatives) / 2;
    }

    @Override
    public void reduce(Tile rows, RowMap map, Tile out) {
        int columns = rows.columns();
        Shapes.reduce(rows, map, out);
        double[] from = ((CpuTile) rows).values();
        double[] to = ((CpuTile) out).values();
        int[] row = map.row();
        double[] factor = map.factor();
        pool.forEach((columns + COLUMNS - 1) / COLUMNS, 1, (item, worker) -> {
            int begin = item * COLUMNS;
            int count = Math.min(COLUMNS, columns - begin);
            for (int i = 0; i < row.length; i++) {
                addRow(factor[i], from, i * columns + begin, to, row[i] * out.columns() + begin, count);
            }
        });
    }

    /** y += factor x. */
    static void addRow(double factor, double[] x, int xAt, double[] y, int yAt, int count) {
        for (int j = 0; j < count; j++) {
            y[yAt + j] += factor * x[xAt + j];
        }
    }

    @Override
    public void whiten(Tile rows, Whitening whitening) {
        Shapes.whiten(rows, whitening);
        double[] values = ((CpuTile) rows).values();
        for (Whitening.Block b : whitening.blocks()) {
            if (b.size() > 0) {
                algebra.solveRight(
                        Matrix.of(b.factor(), b.size(), b.size()).transpose(),
                        new Matrix(values, b.offset(), rows.columns(), rows.rows(), b.size()));
            }
        }
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        return new CpuAccumulator(start, algebra, pool, ledger, free);
    }

    @Override
    public Gradients gradients() {
        return gradients;
    }

    @Override
    public LinearAlgebra algebra() {
        return LinearAlgebra.onHost(algebra);
    }

    @Override
    public Resources resources() {
        return resources;
    }

    /** Returns the backend and its hardware, for logs and debuggers. */
    @Override
    public String toString() {
        return "backend " + info();
    }

    @Override
    public void close() {
        unclosed.close();
    }
}
