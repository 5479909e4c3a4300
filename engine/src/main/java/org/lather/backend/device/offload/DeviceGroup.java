package org.lather.backend.device.offload;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendRequest;
import org.lather.backend.Batch;
import org.lather.backend.DeviceException;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.LinearAlgebra;
import org.lather.backend.NormalEquations;
import org.lather.backend.Owned;
import org.lather.backend.Range;
import org.lather.backend.Resources;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Transferred;
import org.lather.backend.Whitening;
import org.lather.backend.device.Device;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * A backend on several devices of one type. Operations are executed by the first device; work that can be divided is
 * given to all {@link #devices}, which have separate handles. Memory is counted and planned for one device, because
 * each needs about the same.
 */
public final class DeviceGroup implements Backend {
    private final List<Backend> devices;
    private final Backend first;

    /** @param devices at least one; they are closed with the group, but remain the caller's if this fails */
    public DeviceGroup(List<? extends Backend> devices) {
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("expected at least one device, got none");
        }
        this.devices = List.copyOf(devices);
        this.first = this.devices.get(0);
    }

    /**
     * Opens the devices of a request. The first device has as many host threads as requested, because some work is done
     * by it alone; the others share as many.
     *
     * @param device opens the device with an index
     */
    public static Backend open(BackendRequest request, IntFunction<Device> device) {
        List<DeviceBackend> opened = new ArrayList<>();
        Owned.orClose(
                () -> {
                    for (int index : request.devices()) {
                        int threads = opened.isEmpty()
                                ? request.threads()
                                : Math.max(
                                        1, request.threads() / request.devices().size());
                        opened.add(open(request, device.apply(index), threads));
                    }
                },
                () -> opened.forEach(DeviceBackend::close));
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
    public List<Backend> devices() {
        return devices;
    }

    @Override
    public BackendInfo info() {
        BackendInfo info = first.info();
        String names = devices.stream().map(p -> p.info().device()).collect(Collectors.joining(" + "));
        return new BackendInfo(info.name(), names, info.precision(), info.threads());
    }

    @Override
    public Batch upload(List<Structure> structures, Channels channels) {
        return first.upload(structures, channels);
    }

    @Override
    public Features features(Range range, Descriptor descriptor) {
        return first.features(range, descriptor);
    }

    @Override
    public Features load(FeatureBlock block) {
        return first.load(block);
    }

    @Override
    public FeatureRows rows(int capacity, int columns) {
        return first.rows(capacity, columns);
    }

    @Override
    public Tile tile(int rows, int columns) {
        return first.tile(rows, columns);
    }

    @Override
    public void covariances(Side x, Side z, Covariance covariance, double weight, Tile out) {
        first.covariances(x, z, covariance, weight, out);
    }

    @Override
    public void covariances(
            Range range, Descriptor descriptor, Features z, Covariance covariance, double weight, Tile out) {
        first.covariances(range, descriptor, z, covariance, weight, out);
    }

    @Override
    public void reduce(Tile rows, RowMap map, Tile out) {
        first.reduce(rows, map, out);
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
    public boolean computes(Descriptor descriptor) {
        return first.computes(descriptor);
    }

    @Override
    public Gradients gradients() {
        return first.gradients();
    }

    @Override
    public LinearAlgebra algebra() {
        return first.algebra();
    }

    @Override
    public Resources resources() {
        return new Resources() {
            @Override
            public Ledger ledger() {
                return first.resources().ledger();
            }

            @Override
            public int largestRange() {
                return first.resources().largestRange();
            }

            /** The free memory of the device with the least free memory. */
            @Override
            public OptionalLong freeBytes() {
                return devices.stream()
                        .map(d -> d.resources().freeBytes())
                        .filter(OptionalLong::isPresent)
                        .mapToLong(OptionalLong::getAsLong)
                        .min();
            }

            @Override
            public long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
                return first.resources().scratchBytes(descriptor, channels, environments, others);
            }

            /** The transfers of all devices together. */
            @Override
            public Transferred transferred() {
                return devices.stream()
                        .map(d -> d.resources().transferred())
                        .reduce(Transferred.NOTHING, Transferred::plus);
            }
        };
    }

    @Override
    public void close() {
        devices.forEach(Backend::close);
    }
}
