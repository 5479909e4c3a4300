package org.lather.backend.reference;

import java.util.Arrays;
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
import org.lather.backend.HostBatch;
import org.lather.backend.Ledger;
import org.lather.backend.LinearAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.RecordMethods;
import org.lather.backend.Resources;
import org.lather.backend.RowMap;
import org.lather.backend.Shapes;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegrals;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.descriptor.DirectFeatures;
import org.lather.kernel.Covariance;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The reference backend: every operation in plain loops, in the order of the formulas, on one thread. It is slow, and
 * meant to be read: {@link Expansion}, {@link Coupling} and {@link Gram} are the steps from atoms to covariances.
 */
public final class ReferenceBackend implements Backend {
    static final String NAME = "reference";
    static final String DEVICE = "Java, one thread";

    private final Precision precision;
    private final List<String> warnings;
    private final Ledger ledger = new Ledger();
    private final StageClock clock = new StageClock();
    private final Resources resources = new Resources() {
        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public Map<String, Double> workerSeconds() {
            return clock.seconds();
        }
    };

    public ReferenceBackend(Precision precision) {
        this(precision, List.of());
    }

    /** @param warnings what {@link #info} reports */
    ReferenceBackend(Precision precision, List<String> warnings) {
        this.precision = precision;
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo(NAME, DEVICE, precision, 1, warnings);
    }

    @Override
    public Optional<Backend> another(int threads) {
        return Optional.of(new ReferenceBackend(precision));
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return new HostBatch(structures, channels, ledger);
    }

    @Override
    public Features features(Range range, Descriptor descriptor) {
        HostBatch b = own(range.batch(), HostBatch.class);
        b.check();
        if (descriptor.combinations().isPresent()) {
            return combined(descriptor).features(range);
        }
        Optional<DirectDescriptor> direct = descriptor.direct();
        if (direct.isPresent()) {
            return load(clock.time(StageClock.COUPLE, () -> direct(b, range, direct.get())));
        }
        DensityExpansion expansion = descriptor.onlyExpansion();
        Expansion step = new Expansion(expansion, b.content().channels(), RadialIntegrals.of(expansion));
        double[] values = new double[Math.multiplyExact(range.size(), step.size())];
        long bytes = 8L * values.length;
        FeatureBlock block;
        ledger.add(bytes);
        try {
            expand(b, range, step, values);
            block = clock.time(StageClock.COUPLE, () -> couple(b, range, descriptor, step.size(), values));
        } finally {
            ledger.remove(bytes);
        }
        return load(block);
    }

    /** Features of a descriptor with combinations. */
    CombinedFeatures combined(Descriptor descriptor) {
        return new CombinedFeatures(this, descriptor, b -> new ReferenceFeatures(b, Precision.DOUBLE, ledger));
    }

    private static FeatureBlock direct(HostBatch b, Range range, DirectDescriptor descriptor) {
        DirectFeatures features = new DirectFeatures(descriptor, b.content().channels());
        double[] values = new double[Math.multiplyExact(range.size(), features.columns())];
        for (int e = range.from(); e < range.to(); e++) {
            int s = b.content().structureOf(e);
            features.surroundings()
                    .read(
                            b.content().structure(s),
                            b.neighbours(s, descriptor.radius()),
                            e - b.content().start(s),
                            descriptor.radius());
            features.values(values, (e - range.from()) * features.columns());
        }
        return new FeatureBlock(values, features.columns(), b.content().centers(range.from(), range.to()));
    }

    private void expand(HostBatch b, Range range, Expansion step, double[] values) {
        double cutoff = step.cutoff();
        for (int e = range.from(); e < range.to(); e++) {
            int s = b.content().structureOf(e);
            int atom = e - b.content().start(s);
            int at = (e - range.from()) * step.size();
            NeighbourList neighbours = clock.time(StageClock.NEIGHBOURS, () -> b.neighbours(s, cutoff));
            clock.time(StageClock.EXPAND, () -> step.expand(b.content().structure(s), neighbours, atom, values, at));
        }
    }

    private static FeatureBlock couple(HostBatch b, Range range, Descriptor descriptor, int size, double[] c) {
        Coupling step = Coupling.of(descriptor, b.content().channels());
        int columns = descriptor.columns(b.content().channels());
        int components = descriptor.components();
        int[] atomicNumbers = b.content().centers(range.from(), range.to());
        int[] centers = new int[Math.multiplyExact(atomicNumbers.length, components)];
        double[] values = new double[Math.multiplyExact(centers.length, columns)];
        for (int i = 0; i < atomicNumbers.length; i++) {
            Arrays.fill(centers, i * components, (i + 1) * components, atomicNumbers[i]);
            step.couple(c, i * size, values, i * components * columns);
        }
        return new FeatureBlock(values, columns, centers);
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
    public void covariances(Side x, Side z, Covariance covariance, double weight, Tile out) {
        ReferenceFeatures xs = open(x.features());
        ReferenceFeatures zs = open(z.features());
        ReferenceFeatures x0s = open(x.scalars());
        ReferenceFeatures z0s = open(z.scalars());
        double[] k = own(out, ReferenceTile.class).values();
        int components = Shapes.covariances(x, z, out);
        for (int i = 0; i < xs.rows(); i++) {
            Gram.Row row = new Gram.Row(xs, i);
            Gram.Row scalarRow = new Gram.Row(x0s, i / components);
            for (int j = 0; j < zs.rows(); j++) {
                Gram.Row column = new Gram.Row(zs, j);
                double value;
                if (x.scalar()) {
                    value = Gram.covariance(row, column, covariance);
                } else {
                    double scalar = Gram.scalarFactor(scalarRow, new Gram.Row(z0s, j / components), covariance);
                    value = scalar * Gram.product(row, column);
                }
                k[i * out.columns() + j] += weight * value;
            }
        }
    }

    private static ReferenceFeatures open(Features features) {
        ReferenceFeatures f = own(features, ReferenceFeatures.class);
        f.check();
        return f;
    }

    @Override
    public void sums(Features x, Features z, CovarianceSums sums, double[][] values) {
        ReferenceFeatures xs = open(x);
        ReferenceFeatures zs = open(z);
        GradientShapes.check(x, z, sums, values);
        for (int i = 0; i < x.rows(); i++) {
            Gram.Row row = new Gram.Row(xs, i);
            for (int j = 0; j < z.rows(); j++) {
                double k = Gram.covariance(row, new Gram.Row(zs, j), sums.covariance());
                for (int t = 0; t < values.length; t++) {
                    values[t][i] += sums.weight() * sums.weights()[t][j] * k;
                }
            }
        }
    }

    @Override
    public Form load(FormBlock block) {
        return new ReferenceForm(block, ledger);
    }

    @Override
    public void sums(Features x, Form form, double[] values) {
        GradientShapes.check(x, form, values);
        own(form, ReferenceForm.class).add(open(x), values, new double[0]);
    }

    @Override
    public void reduce(Tile rows, RowMap map, Tile out) {
        double[] from = own(rows, ReferenceTile.class).values();
        double[] to = own(out, ReferenceTile.class).values();
        int columns = rows.columns();
        Shapes.reduce(rows, map, out);
        for (int i = 0; i < map.size(); i++) {
            for (int c = 0; c < columns; c++) {
                to[map.row()[i] * columns + c] += map.factor()[i] * from[i * columns + c];
            }
        }
    }

    @Override
    public void whiten(Tile rows, Whitening whitening) {
        double[] k = own(rows, ReferenceTile.class).values();
        Shapes.whiten(rows, whitening);
        for (Whitening.Block b : whitening.blocks()) {
            algebra()
                    .dense()
                    .solveRight(
                            Matrix.of(b.factor(), b.size(), b.size()).transpose(),
                            new Matrix(k, b.offset(), rows.columns(), rows.rows(), b.size()));
        }
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        return new ReferenceAccumulator(start, ledger);
    }

    @Override
    public Gradients gradients() {
        return new ReferenceGradients(this);
    }

    @Override
    public LinearAlgebra algebra() {
        return LinearAlgebra.onHost(new ReferenceAlgebra());
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
        // memory belongs to the handles
        RecordMethods.release();
    }

    static <T> T own(Object handle, Class<T> type) {
        if (!type.isInstance(handle)) {
            throw new IllegalArgumentException("expected a handle of the reference backend, got "
                    + handle.getClass().getName());
        }
        return type.cast(handle);
    }
}
