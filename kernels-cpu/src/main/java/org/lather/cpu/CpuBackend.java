package org.lather.cpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.Batch;
import org.lather.backend.Coefficients;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.Precision;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * The backend on the vectors of the processor. {@link #expand} is a promise: {@link #couple} computes coefficients and
 * features environment by environment, while the data are warm.
 */
final class CpuBackend implements Backend {
    /** Columns of a tile that one task takes. */
    private static final int COLUMNS = 256;

    /** The most bytes of packed representatives that are kept from range to range: 4,500 of 3,700 features. */
    static final long PACKED = 1L << 28;

    private final Precision precision;
    private final Ledger ledger = new Ledger();
    private final FreeList free = new FreeList(ledger);
    private final WorkerPool pool;
    private final VectorAlgebra algebra;
    private final Coupling coupling;
    private final Gram gram;
    private final TensorGram tensors;
    private final CpuGradients gradients;

    CpuBackend(Precision precision, int threads) {
        this.precision = precision;
        pool = new WorkerPool(threads);
        algebra = new VectorAlgebra(pool);
        coupling = new Coupling(pool, ledger, free, precision);
        gram = new Gram(algebra, pool, free, ledger);
        tensors = new TensorGram(algebra, pool, free, ledger);
        PullBack pull = new PullBack(coupling, pool, free, ledger);
        gradients = new CpuGradients(
                new FeatureGradient(algebra, pool, free, ledger, PACKED),
                pull,
                new GradientRows(coupling, pull, algebra, pool, free, ledger));
    }

    /** What computes, in words. */
    static String device() {
        return "Vector API, " + Lanes.SPECIES.vectorBitSize() + " bit";
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo("cpu", device(), precision, pool.threads());
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return new CpuBatch(structures, channels, ledger);
    }

    @Override
    public Coefficients expand(Batch batch, int from, int to, DensityExpansion expansion) {
        CpuBatch b = (CpuBatch) batch;
        Shapes.range(b, from, to);
        return new CpuCoefficients(b, from, to, expansion);
    }

    @Override
    public Features couple(Coefficients coefficients, Descriptor descriptor) {
        CpuCoefficients promise = (CpuCoefficients) coefficients;
        Shapes.couple(promise.expansion(), descriptor);
        return coupling.features(promise, descriptor);
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
    public void gram(Features x, Features z, Covariance covariance, double weight, Tile out) {
        gram.add((CpuFeatures) x, (CpuFeatures) z, covariance, weight, (CpuTile) out);
    }

    @Override
    public void gram(Features x, Features z, Features x0, Features z0, Covariance covariance, double weight, Tile out) {
        tensors.add((CpuFeatures) x, (CpuFeatures) z, (CpuFeatures) x0, (CpuFeatures) z0, covariance, weight, (CpuTile)
                out);
    }

    @Override
    public void reduce(Tile environments, int[] row, double[] factor, Tile out) {
        int columns = environments.columns();
        Shapes.reduce(environments, row, factor, out);
        double[] from = ((CpuTile) environments).values();
        double[] to = ((CpuTile) out).values();
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
                algebra.trsm(
                        false,
                        true,
                        rows.rows(),
                        b.size(),
                        b.factor(),
                        0,
                        b.size(),
                        values,
                        b.offset(),
                        rows.columns());
            }
        }
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        return new CpuAccumulator(start, algebra, pool, ledger, free);
    }

    @Override
    public Optional<Gradients> gradients() {
        return Optional.of(gradients);
    }

    @Override
    public DenseAlgebra dense() {
        return algebra;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Map<String, Double> workerSeconds() {
        return coupling.seconds().byStage();
    }

    @Override
    public void close() {
        free.clear();
        pool.close();
    }
}
