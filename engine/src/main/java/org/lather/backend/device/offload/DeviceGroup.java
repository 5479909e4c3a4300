package org.lather.backend.device.offload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendRequest;
import org.lather.backend.Batch;
import org.lather.backend.Coefficients;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DeviceException;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Tile;
import org.lather.backend.Transferred;
import org.lather.backend.Whitening;
import org.lather.backend.device.Device;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * Several devices of one kind. Operations are the first one's; work that can be divided goes to the {@link #parts},
 * whose handles are their own. Memory is counted, and planned, for one device: each holds about the same.
 */
public final class DeviceGroup implements Backend {
    private final List<Backend> parts;
    private final Backend first;

    /** @param parts at least one; they are closed with the group, and stay the caller's where this fails */
    public DeviceGroup(List<? extends Backend> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one device, got none");
        }
        this.parts = List.copyOf(parts);
        this.first = this.parts.get(0);
    }

    /**
     * Opens the devices of a request. The first one's threads of the host are as many as asked for, since some work is
     * its alone; the others share as many.
     *
     * @param device opens a device by its index
     */
    public static Backend open(BackendRequest request, IntFunction<Device> device) {
        List<DeviceBackend> opened = new ArrayList<>();
        boolean done = false;
        try {
            for (int index : request.devices()) {
                int threads = opened.isEmpty()
                        ? request.threads()
                        : Math.max(1, request.threads() / request.devices().size());
                opened.add(open(request, device.apply(index), threads));
            }
            done = true;
        } finally {
            if (!done) {
                opened.forEach(DeviceBackend::close);
            }
        }
        return opened.size() == 1 ? opened.get(0) : new DeviceGroup(opened);
    }

    private static DeviceBackend open(BackendRequest request, Device device, int threads) {
        try {
            return new DeviceBackend(device, request.precision(), threads, request.memoryBytes());
        } catch (DeviceException e) {
            device.close();
            throw e;
        }
    }

    @Override
    public List<Backend> parts() {
        return parts;
    }

    @Override
    public BackendInfo info() {
        BackendInfo info = first.info();
        String devices = parts.stream().map(p -> p.info().device()).collect(Collectors.joining(" + "));
        return new BackendInfo(info.name(), devices, info.precision(), info.threads());
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return first.upload(structures, channels);
    }

    @Override
    public Coefficients expand(Batch batch, int from, int to, DensityExpansion expansion) {
        return first.expand(batch, from, to, expansion);
    }

    @Override
    public Features couple(Coefficients coefficients, Descriptor descriptor) {
        return first.couple(coefficients, descriptor);
    }

    @Override
    public Features load(FeatureBlock block) {
        return first.load(block);
    }

    @Override
    public FeatureRows rows(int capacity, int columns) {
        return first.rows(capacity, columns);
    }

    /** Of all devices together. */
    @Override
    public Transferred transferred() {
        return parts.stream().map(Backend::transferred).reduce(Transferred.NOTHING, Transferred::plus);
    }

    @Override
    public Tile tile(int rows, int columns) {
        return first.tile(rows, columns);
    }

    @Override
    public void gram(Features x, Features z, Covariance covariance, double weight, Tile out) {
        first.gram(x, z, covariance, weight, out);
    }

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
        first.covariances(batch, from, to, descriptor, z, covariance, weight, out);
    }

    @Override
    public void gram(Features x, Features z, Features x0, Features z0, Covariance covariance, double weight, Tile out) {
        first.gram(x, z, x0, z0, covariance, weight, out);
    }

    @Override
    public void reduce(Tile environments, int[] row, double[] factor, Tile out) {
        first.reduce(environments, row, factor, out);
    }

    @Override
    public void whiten(Tile rows, Whitening whitening) {
        first.whiten(rows, whitening);
    }

    @Override
    public Accumulator accumulator(NormalEquations start) {
        return first.accumulator(start);
    }

    @Override
    public Optional<Gradients> gradients() {
        return first.gradients();
    }

    @Override
    public DenseAlgebra dense() {
        return first.dense();
    }

    @Override
    public DenseAlgebra hostDense() {
        return first.hostDense();
    }

    @Override
    public Optional<RidgeSystem> ridge(List<Accumulator> folds) {
        return first.ridge(folds);
    }

    @Override
    public int largestRange() {
        return first.largestRange();
    }

    /** That of the device that has least. */
    @Override
    public OptionalLong freeBytes() {
        return parts.stream()
                .map(Backend::freeBytes)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
    }

    @Override
    public long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        return first.scratchBytes(descriptor, channels, environments, others);
    }

    @Override
    public Ledger ledger() {
        return first.ledger();
    }

    @Override
    public Map<String, Double> workerSeconds() {
        return first.workerSeconds();
    }

    @Override
    public void close() {
        parts.forEach(Backend::close);
    }
}
