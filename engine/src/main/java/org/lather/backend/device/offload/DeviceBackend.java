package org.lather.backend.device.offload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.CovarianceSums;
import org.lather.backend.DeviceException;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Gradients;
import org.lather.backend.HostBatch;
import org.lather.backend.LinearAlgebra;
import org.lather.backend.NormalEquations;
import org.lather.backend.Owned;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.Resources;
import org.lather.backend.RowMap;
import org.lather.backend.Shapes;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Unclosed;
import org.lather.backend.Whitening;
import org.lather.backend.device.Device;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.op.DeviceFeatureRows;
import org.lather.backend.device.op.DeviceFeatures;
import org.lather.backend.device.op.DeviceRange;
import org.lather.backend.device.op.DeviceTile;
import org.lather.backend.device.op.Handles;
import org.lather.backend.device.op.Operations;
import org.lather.backend.device.op.RowReduction;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * A backend on a device, or on several. Neighbours are found on the host and uploaded with the environments that are
 * expanded; features, tiles and normal equations stay on the device until they are downloaded. Features are stored as
 * float in single precision; all arithmetic is in double precision.
 *
 * <p>The host computes neighbour lists, features that depend on neighbours directly
 * ({@link org.lather.descriptor.DirectDescriptor}), the order in which {@link #gradients} sum over pairs, radial
 * integrals without a table ({@code spline_accuracy} null), and dense algebra ({@link LinearAlgebra#host}), on the
 * backend {@code cpu} if it is available, otherwise on {@code reference}. If the vendor of the device has a library of
 * linear algebra, it solves the normal equations ({@link LinearAlgebra#ridge}) and executes large operations of
 * {@link LinearAlgebra#dense}.
 *
 * <p>A backend may have further devices of the same type, with separate handles, that share work that can be divided.
 * Everything else is done by the first. Memory is counted and planned for one device, because each needs about the
 * same.
 *
 * <p>The devices of a backend that is lost without being closed are closed, with a warning, when the garbage collector
 * finds that neither the backend nor a handle is in use.
 */
public final class DeviceBackend implements Backend {
    private final Device device;
    private final Workspace workspace;
    private final ForkJoinPool pool;
    private final int threads;
    private final Backend host;
    private final HostedFeatures hosted;
    private final Operations operations;
    private final LinearAlgebra algebra;
    private final Resources resources;
    private final List<DeviceBackend> others;
    private final Unclosed unclosed;
    private boolean open = true;

    /**
     * @param device is closed with the backend
     * @param threads of the host, 1 or more
     */
    public DeviceBackend(Device device, Precision precision, int threads) {
        this(device, precision, threads, Long.MAX_VALUE, List.of());
    }

    /**
     * @param device is closed with the backend
     * @param threads of the host, 1 or more
     * @param memoryBytes memory limit of the computation, including scratch memory
     * @param others further devices of the same type, which share work that can be divided; they are closed with the
     *     backend, but remain the caller's if this fails
     */
    public DeviceBackend(
            Device device, Precision precision, int threads, long memoryBytes, List<DeviceBackend> others) {
        this.device = new WatchedDevice(device);
        this.others = List.copyOf(others);
        this.threads = threads;
        workspace = new Workspace(this.device, precision, memoryBytes);
        host = host(threads, Precision.DOUBLE);
        Backend direct = precision == Precision.DOUBLE ? host : host(threads, precision);
        hosted = new HostedFeatures(host, direct);
        pool = new ForkJoinPool(threads);
        operations = new Operations(workspace, this::inParallel);
        algebra = new DeviceLinearAlgebra(workspace, host.algebra().dense());
        resources = new DeviceResources(workspace, operations, this.others);
        unclosed = new Unclosed(
                this.device,
                device.info().backend(),
                free(device, pool, direct == host ? List.of(host) : List.of(host, direct), this.others));
    }

    /** Frees everything that outlives the backend; refers neither to it nor to what its handles refer to. */
    private static Runnable free(Device device, ForkJoinPool pool, List<Backend> hosts, List<DeviceBackend> others) {
        return () -> {
            pool.shutdown();
            hosts.forEach(Backend::close);
            try {
                device.close();
            } finally {
                others.forEach(DeviceBackend::close);
            }
        };
    }

    /**
     * Opens the devices of a request. The first device has as many host threads as requested, because some work is done
     * by it alone; the others share as many.
     *
     * @param device opens the device with an index
     */
    public static Backend open(BackendRequest request, IntFunction<Device> device) {
        List<DeviceBackend> others = new ArrayList<>();
        int count = request.devices().size();
        return Owned.orClose(
                () -> {
                    for (int index : request.devices().subList(1, count)) {
                        int threads = Math.max(1, request.threads() / count);
                        others.add(open(request, device.apply(index), threads, List.of()));
                    }
                    return open(request, device.apply(request.device()), request.threads(), others);
                },
                () -> others.forEach(DeviceBackend::close));
    }

    private static DeviceBackend open(BackendRequest request, Device device, int threads, List<DeviceBackend> others) {
        try {
            return new DeviceBackend(device, request.precision(), threads, request.memoryBytes(), others);
        } catch (DeviceException e) {
            device.close();
            throw e;
        }
    }

    private static Backend host(int threads, Precision precision) {
        return Backends.first(List.of("cpu", "reference"), new BackendRequest(precision, threads, 0, null));
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
    public List<Backend> devices() {
        List<Backend> all = new ArrayList<>(List.of(this));
        all.addAll(others);
        return all;
    }

    @Override
    public BackendInfo info() {
        String names = Stream.concat(Stream.of(this), others.stream())
                .map(d -> d.device.info().name())
                .collect(Collectors.joining(" + "));
        return new BackendInfo(
                device.info().backend(),
                names,
                workspace.precision(),
                threads,
                host.info().warnings());
    }

    /** The device, for measurements. It is closed with this backend. */
    public Device device() {
        return device;
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return new HostBatch(structures, channels, workspace.ledger());
    }

    /** All but a selection of the columns of a power spectrum. */
    @Override
    public boolean computes(Descriptor descriptor) {
        return descriptor.type() != Descriptor.Type.POWER_SPECTRUM || descriptor.isPowerSpectrum();
    }

    @Override
    public Features features(Range range, Descriptor descriptor) {
        DeviceRange own = DeviceRange.of(range);
        return descriptor
                .direct()
                .map(d -> load(hosted.features(own, d)))
                .orElseGet(() -> operations.coupling().features(own, descriptor));
    }

    @Override
    public Features load(FeatureBlock block) {
        return operations.coupling().load(block);
    }

    @Override
    public FeatureRows rows(int capacity, int columns) {
        return new DeviceFeatureRows(workspace, operations.coupling(), capacity, columns);
    }

    @Override
    public Tile tile(int rows, int columns) {
        return new DeviceTile(workspace, rows, columns);
    }

    @Override
    public void covariances(Side x, Side z, Covariance covariance, double weight, Tile out) {
        DeviceTile tile = Handles.own(out, DeviceTile.class);
        if (x.scalar() && z.scalar()) {
            Shapes.covariances(x, z, out);
            DeviceFeatures left = Handles.own(x.features(), DeviceFeatures.class);
            operations.gram().add(left, Handles.own(z.features(), DeviceFeatures.class), covariance, weight, tile);
        } else {
            operations.tensors().add(x, z, covariance, weight, tile);
        }
    }

    /** With a vendor's library rows are stored element by element, so that they can be multiplied in place. */
    @Override
    public void covariances(
            Range range, Descriptor descriptor, Features z, Covariance covariance, double weight, Tile out) {
        DeviceTile tile = Handles.own(out, DeviceTile.class);
        DeviceFeatures others = Handles.own(z, DeviceFeatures.class);
        boolean grouped = device.algebra().isPresent() && covariance.centers() == Covariance.Centers.SAME;
        DeviceRange own = DeviceRange.of(range);
        try (DeviceFeatures x = descriptor
                .direct()
                .map(d -> operations.coupling().load(hosted.features(own, d)))
                .orElseGet(() -> operations.coupling().features(own, descriptor, grouped))) {
            Shapes.covariances(Side.of(x), Side.of(others), tile);
            operations.gram().add(x, others, covariance, weight, tile);
        }
    }

    @Override
    public void sums(Features x, Features z, CovarianceSums sums, double[][] values) {
        operations.gradients().sums(x, z, sums, values);
    }

    @Override
    public Form load(FormBlock block) {
        return operations.forms().load(block);
    }

    @Override
    public void sums(Features x, Form form, double[] values) {
        operations.forms().sums(x, form, values);
    }

    @Override
    public void reduce(Tile rows, RowMap map, Tile out) {
        RowReduction.reduce(workspace, Handles.own(rows, DeviceTile.class), map, Handles.own(out, DeviceTile.class));
    }

    @Override
    public void whiten(Tile rows, Whitening whitening) {
        operations.solver().whiten(Handles.own(rows, DeviceTile.class), whitening);
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        return operations.accumulator(start);
    }

    @Override
    public Gradients gradients() {
        return new HostedGradients(operations.gradients(), hosted);
    }

    @Override
    public LinearAlgebra algebra() {
        return algebra;
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
        if (!open) {
            return;
        }
        open = false;
        try {
            operations.close();
            workspace.close();
        } finally {
            unclosed.close();
        }
    }
}
