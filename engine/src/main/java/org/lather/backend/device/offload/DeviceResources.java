package org.lather.backend.device.offload;

import java.util.List;
import java.util.OptionalLong;
import org.lather.backend.Ledger;
import org.lather.backend.Resources;
import org.lather.backend.Transferred;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.op.EnvironmentSteps;
import org.lather.backend.device.op.Operations;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** The memory of one device, and the transfers of it and the devices that work with it. */
final class DeviceResources implements Resources {
    /** Number of neighbours of an environment assumed in the estimate of scratch memory. */
    private static final int NEIGHBOURS = 50;

    /**
     * Largest range, which takes a whole shard of a training: with some thousands of rows of one element a product has
     * tiles for all multiprocessors, and an expansion several groups for each.
     */
    private static final int LARGEST_RANGE = 8192;

    private final Workspace workspace;
    private final Operations operations;
    private final List<DeviceBackend> others;

    DeviceResources(Workspace workspace, Operations operations, List<DeviceBackend> others) {
        this.workspace = workspace;
        this.operations = operations;
        this.others = others;
    }

    @Override
    public Ledger ledger() {
        return workspace.ledger();
    }

    @Override
    public int largestRange() {
        return LARGEST_RANGE;
    }

    /** The free memory of the device with the least free memory. */
    @Override
    public OptionalLong freeBytes() {
        long least = workspace.device().freeBytes();
        for (DeviceBackend d : others) {
            least = Math.min(least, d.device().freeBytes());
        }
        return OptionalLong.of(least);
    }

    @Override
    public long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        if (descriptor.direct().isPresent()) {
            return operations.gramBytes(environments, others, descriptor.columns(channels));
        }
        EnvironmentSteps steps = operations.coupling().steps(descriptor, channels);
        long step = Math.min(
                Math.max(workspace.budget().stepBytes(), steps.bytes(0, 1, e -> NEIGHBOURS)),
                steps.bytes(0, environments, e -> NEIGHBOURS));
        return step + operations.gramBytes(environments, others, descriptor.columns(channels));
    }

    @Override
    public Transferred transferred() {
        Transferred own = new Transferred(
                workspace.transfers().uploaded(), workspace.transfers().downloaded());
        return others.stream().map(d -> d.resources().transferred()).reduce(own, Transferred::plus);
    }
}
