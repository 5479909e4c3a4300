package org.lather.backend.reference;

import java.util.List;
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
import org.lather.density.RadialIntegrals;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * Every operation in plain loops, in the order of the formulas, on one thread. Slow, and meant to be read:
 * {@link Expansion}, {@link Coupling} and {@link Gram} are the steps from atoms to covariances.
 */
public final class ReferenceBackend implements Backend {
    static final String NAME = "reference";
    static final String DEVICE = "Java, one thread";

    private final Precision precision;
    private final Ledger ledger = new Ledger();

    public ReferenceBackend(Precision precision) {
        this.precision = precision;
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo(NAME, DEVICE, precision, 1);
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return new ReferenceBatch(structures, channels, ledger);
    }

    @Override
    public Coefficients expand(Batch batch, int from, int to, DensityExpansion expansion) {
        ReferenceBatch b = own(batch, ReferenceBatch.class);
        b.check();
        Shapes.range(b, from, to);
        Expansion step = new Expansion(expansion, b.channels(), RadialIntegrals.of(expansion));
        double[] values = new double[Math.multiplyExact(to - from, step.size())];
        int[] centers = new int[to - from];
        for (int e = from; e < to; e++) {
            int s = b.structureOf(e);
            int atom = e - b.start(s);
            centers[e - from] = b.structure(s).atomicNumber(atom);
            step.expand(
                    b.structure(s),
                    b.neighbours(s, expansion.cutoff().radius()),
                    atom,
                    values,
                    (e - from) * step.size());
        }
        return new ReferenceCoefficients(expansion, b.channels(), centers, values, ledger);
    }

    @Override
    public Features couple(Coefficients coefficients, Descriptor descriptor) {
        ReferenceCoefficients c = own(coefficients, ReferenceCoefficients.class);
        Shapes.couple(c.expansion(), descriptor);
        int columns = descriptor.columns(c.channels());
        int rows = c.environments();
        int size = rows == 0 ? 0 : c.values().length / rows;
        if (descriptor instanceof Descriptor.LambdaSoap equivariant) {
            return equivariants(c, equivariant, size);
        }
        double[] values = new double[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < rows; i++) {
            Coupling.couple(descriptor, c.channels(), c.values(), i * size, values, i * columns);
        }
        c.drop();
        return load(new FeatureBlock(values, columns, c.centers()));
    }

    private Features equivariants(ReferenceCoefficients c, Descriptor.LambdaSoap descriptor, int size) {
        EquivariantCoupling step = new EquivariantCoupling(descriptor, c.channels());
        int columns = descriptor.columns(c.channels());
        int components = descriptor.components();
        double[] values = new double[Math.multiplyExact(c.environments() * components, columns)];
        int[] centers = new int[c.environments() * components];
        for (int i = 0; i < c.environments(); i++) {
            double[] full = new double[components * step.size()];
            step.couple(c.values(), i * size, full);
            for (int m = 0; m < components; m++) {
                int row = i * components + m;
                centers[row] = c.centers()[i];
                for (int k = 0; k < columns; k++) {
                    values[row * columns + k] =
                            full[m * step.size() + descriptor.wanted().place(k)];
                }
            }
        }
        c.drop();
        return load(new FeatureBlock(values, columns, centers));
    }

    @Override
    public Features load(FeatureBlock block) {
        return new ReferenceFeatures(block, precision, ledger);
    }

    @Override
    public Tile tile(int rows, int columns) {
        return new ReferenceTile(rows, columns, ledger);
    }

    @Override
    public void gram(Features x, Features z, Covariance covariance, double weight, Tile out) {
        ReferenceFeatures xs = own(x, ReferenceFeatures.class);
        ReferenceFeatures zs = own(z, ReferenceFeatures.class);
        xs.check();
        zs.check();
        double[] k = own(out, ReferenceTile.class).values();
        Shapes.gram(x, z, out);
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < z.rows(); j++) {
                k[i * out.columns() + j] += weight * Gram.covariance(xs, i, zs, j, covariance);
            }
        }
    }

    @Override
    public void gram(Features x, Features z, Features x0, Features z0, Covariance covariance, double weight, Tile out) {
        ReferenceFeatures xs = own(x, ReferenceFeatures.class);
        ReferenceFeatures zs = own(z, ReferenceFeatures.class);
        ReferenceFeatures x0s = own(x0, ReferenceFeatures.class);
        ReferenceFeatures z0s = own(z0, ReferenceFeatures.class);
        xs.check();
        zs.check();
        x0s.check();
        z0s.check();
        double[] k = own(out, ReferenceTile.class).values();
        int components = Shapes.gram(x, z, x0, z0, out);
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < z.rows(); j++) {
                double scalar = Gram.scalarFactor(x0s, i / components, z0s, j / components, covariance);
                k[i * out.columns() + j] += weight * scalar * Gram.product(xs, i, zs, j);
            }
        }
    }

    @Override
    public void reduce(Tile environments, int[] row, double[] factor, Tile out) {
        double[] from = own(environments, ReferenceTile.class).values();
        double[] to = own(out, ReferenceTile.class).values();
        int columns = environments.columns();
        Shapes.reduce(environments, row, factor, out);
        for (int i = 0; i < row.length; i++) {
            for (int c = 0; c < columns; c++) {
                to[row[i] * columns + c] += factor[i] * from[i * columns + c];
            }
        }
    }

    @Override
    public void whiten(Tile rows, Whitening whitening) {
        double[] k = own(rows, ReferenceTile.class).values();
        Shapes.whiten(rows, whitening);
        for (Whitening.Block b : whitening.blocks()) {
            dense().trsm(false, true, rows.rows(), b.size(), b.factor(), 0, b.size(), k, b.offset(), rows.columns());
        }
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        return new ReferenceAccumulator(start, ledger);
    }

    @Override
    public Optional<Gradients> gradients() {
        return Optional.of(new ReferenceGradients(this));
    }

    @Override
    public DenseAlgebra dense() {
        return new ReferenceAlgebra();
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        // nothing of its own: memory belongs to the handles
    }

    static <T> T own(Object handle, Class<T> type) {
        if (!type.isInstance(handle)) {
            throw new IllegalArgumentException("expected a handle of the reference backend, got "
                    + handle.getClass().getName());
        }
        return type.cast(handle);
    }
}
