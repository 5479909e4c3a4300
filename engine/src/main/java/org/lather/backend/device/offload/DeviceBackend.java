package org.lather.backend.device.offload;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.Coefficients;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.Precision;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;
import org.lather.backend.Transferred;
import org.lather.backend.UnavailableBackendException;
import org.lather.backend.Whitening;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.op.Coupling;
import org.lather.backend.device.op.DeviceAccumulator;
import org.lather.backend.device.op.DeviceBatch;
import org.lather.backend.device.op.DeviceCoefficients;
import org.lather.backend.device.op.DeviceFeatureRows;
import org.lather.backend.device.op.DeviceFeatures;
import org.lather.backend.device.op.DeviceGradients;
import org.lather.backend.device.op.DeviceRidge;
import org.lather.backend.device.op.DeviceTile;
import org.lather.backend.device.op.EnvironmentSteps;
import org.lather.backend.device.op.Gram;
import org.lather.backend.device.op.Handles;
import org.lather.backend.device.op.RowReduction;
import org.lather.backend.device.op.TensorGram;
import org.lather.backend.device.op.TriangularSolver;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backend on a device. Neighbours are found on the host and go up with the environments that are expanded; features,
 * tiles and normal equations stay on the device until they are downloaded. Stored features are float in single
 * precision; everything that is computed, and every sum, is double.
 *
 * <p>On the host remain: neighbour lists, the order in which {@link #gradients} sum over pairs, radial integrals
 * without a table ({@code spline_accuracy} null), and dense algebra ({@link #hostDense}), which the backend {@code cpu}
 * does where it works, else {@code reference}. Where the device has algebra of its vendor, that solves the normal
 * equations ({@link #ridge}) and does large operations of {@link #dense}.
 */
public final class DeviceBackend implements Backend {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceBackend.class);

    /** What an estimate grants an environment. */
    private static final int NEIGHBOURS = 50;

    /**
     * A whole shard of a training: with some thousands of rows of one element a product has tiles for all
     * multiprocessors, and an expansion some groups for each.
     */
    private static final int RANGE_OF_A_DEVICE = 8192;

    private final Device device;
    private final Workspace workspace;
    private final ForkJoinPool pool;
    private final int threads;
    private final Backend host;
    private final Coupling coupling;
    private final Gram gram;
    private final TensorGram tensors;
    private final TriangularSolver solver;
    private final DeviceGradients gradients;
    private boolean open = true;

    /**
     * @param device is closed with the backend
     * @param threads of the host, 1 or more
     */
    public DeviceBackend(Device device, Precision precision, int threads) {
        this(device, precision, threads, Long.MAX_VALUE);
    }

    /**
     * @param device is closed with the backend
     * @param threads of the host, 1 or more
     * @param memoryBytes what the work may hold; scratch memory is a part of it
     */
    public DeviceBackend(Device device, Precision precision, int threads, long memoryBytes) {
        this.device = device;
        this.threads = threads;
        workspace = new Workspace(device, precision, memoryBytes);
        host = host(threads);
        pool = new ForkJoinPool(threads);
        coupling = new Coupling(workspace, this::inParallel);
        gram = new Gram(workspace);
        tensors = new TensorGram(workspace, gram);
        solver = new TriangularSolver(workspace);
        gradients = new DeviceGradients(workspace, coupling, gram, this::inParallel);
    }

    private static Backend host(int threads) {
        BackendRequest request = new BackendRequest(Precision.DOUBLE, threads, 0, null);
        try {
            return Backends.open("cpu", request);
        } catch (UnavailableBackendException e) {
            return Backends.open("reference", request);
        }
    }

    private void inParallel(int count, IntConsumer task) {
        if (count == 1 || threads == 1) {
            IntStream.range(0, count).forEach(task);
        } else {
            pool.submit(() -> IntStream.range(0, count).parallel().forEach(task))
                    .join();
        }
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo(device.info().backend(), device.info().name(), workspace.precision(), threads);
    }

    /** The device, for measurements; it is this backend's, and closed with it. */
    public Device device() {
        return device;
    }

    /** Bytes copied to the device since it was opened. */
    public long uploadedBytes() {
        return workspace.transfers().uploaded();
    }

    /** Bytes copied from the device since it was opened. */
    public long downloadedBytes() {
        return workspace.transfers().downloaded();
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return new DeviceBatch(structures, channels, workspace.ledger());
    }

    @Override
    public Coefficients expand(Batch batch, int from, int to, DensityExpansion expansion) {
        DeviceBatch b = Handles.own(batch, DeviceBatch.class);
        b.check();
        Shapes.range(b, from, to);
        return new DeviceCoefficients(b, from, to, expansion);
    }

    @Override
    public Features couple(Coefficients coefficients, Descriptor descriptor) {
        DeviceCoefficients c = Handles.own(coefficients, DeviceCoefficients.class);
        Shapes.couple(c.expansion(), descriptor);
        workspace.begin();
        return coupling.features(c, descriptor);
    }

    @Override
    public Features load(FeatureBlock block) {
        workspace.begin();
        DeviceFeatures out = new DeviceFeatures(workspace, block.centers().clone(), block.columns());
        boolean done = false;
        try {
            if (workspace.precision() == Precision.SINGLE) {
                workspace.transfers().floats(block.values(), 0, block.values().length, out.values(), 0);
            } else {
                workspace.transfers().doubles(block.values(), 0, block.values().length, out.values(), 0);
            }
            coupling.norms(out);
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    @Override
    public FeatureRows rows(int capacity, int columns) {
        workspace.begin();
        return new DeviceFeatureRows(workspace, coupling, capacity, columns);
    }

    @Override
    public Transferred transferred() {
        return new Transferred(uploadedBytes(), downloadedBytes());
    }

    @Override
    public Tile tile(int rows, int columns) {
        workspace.begin();
        return new DeviceTile(workspace, rows, columns);
    }

    @Override
    public void gram(Features x, Features z, Covariance covariance, double weight, Tile out) {
        workspace.begin();
        gram.add(
                Handles.own(x, DeviceFeatures.class),
                Handles.own(z, DeviceFeatures.class),
                covariance,
                weight,
                Handles.own(out, DeviceTile.class));
    }

    /** With a vendor's algebra rows are stored element by element, so that they are multiplied where they are. */
    @Override
    public void covariances(
            Batch batch,
            int from,
            int to,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            Tile out) {
        DeviceTile tile = Handles.own(out, DeviceTile.class);
        DeviceFeatures others = Handles.own(z, DeviceFeatures.class);
        boolean grouped = device.algebra().isPresent() && covariance.centers() == Covariance.Centers.SAME;
        try (Coefficients c = expand(batch, from, to, descriptor.expansion())) {
            workspace.begin();
            try (DeviceFeatures x = coupling.features(Handles.own(c, DeviceCoefficients.class), descriptor, grouped)) {
                gram.add(x, others, covariance, weight, tile);
            }
        }
    }

    @Override
    public void gram(Features x, Features z, Features x0, Features z0, Covariance covariance, double weight, Tile out) {
        workspace.begin();
        tensors.add(
                Handles.own(x, DeviceFeatures.class),
                Handles.own(z, DeviceFeatures.class),
                Handles.own(x0, DeviceFeatures.class),
                Handles.own(z0, DeviceFeatures.class),
                covariance,
                weight,
                Handles.own(out, DeviceTile.class));
    }

    @Override
    public void reduce(Tile environments, int[] row, double[] factor, Tile out) {
        workspace.begin();
        RowReduction.reduce(
                workspace,
                Handles.own(environments, DeviceTile.class),
                row,
                factor,
                Handles.own(out, DeviceTile.class));
    }

    @Override
    public void whiten(Tile rows, Whitening whitening) {
        workspace.begin();
        solver.whiten(Handles.own(rows, DeviceTile.class), whitening);
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        workspace.begin();
        return new DeviceAccumulator(workspace, start);
    }

    @Override
    public Optional<Gradients> gradients() {
        return Optional.of(gradients);
    }

    @Override
    public DenseAlgebra dense() {
        Optional<DeviceAlgebra> vendor = device.algebra();
        return vendor.isPresent() ? new OffloadedAlgebra(workspace, vendor.get(), host.dense()) : host.dense();
    }

    @Override
    public DenseAlgebra hostDense() {
        return host.dense();
    }

    @Override
    public Optional<RidgeSystem> ridge(List<Accumulator> folds) {
        workspace.begin();
        List<DeviceAccumulator> own =
                folds.stream().map(f -> Handles.own(f, DeviceAccumulator.class)).toList();
        try {
            return device.algebra().map(vendor -> new DeviceRidge(workspace, vendor, host.dense(), own));
        } catch (DeviceMemoryException e) {
            LOG.info("the host solves the normal equations: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public int largestRange() {
        return RANGE_OF_A_DEVICE;
    }

    @Override
    public OptionalLong freeBytes() {
        return OptionalLong.of(device.freeBytes());
    }

    @Override
    public long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        EnvironmentSteps steps = coupling.steps(descriptor, channels);
        long step = Math.min(
                Math.max(workspace.budget().stepBytes(), steps.bytes(0, 1, e -> NEIGHBOURS)),
                steps.bytes(0, environments, e -> NEIGHBOURS));
        return step
                + (device.algebra().isPresent() ? gram.bytes(environments, others, descriptor.columns(channels)) : 0);
    }

    @Override
    public Ledger ledger() {
        return workspace.ledger();
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        pool.shutdown();
        host.close();
        try {
            solver.close();
            coupling.close();
            workspace.close();
        } finally {
            device.close();
        }
    }
}
