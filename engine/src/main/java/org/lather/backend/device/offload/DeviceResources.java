package org.lather.backend.device.offload;

import java.util.OptionalLong;
import org.lather.backend.Ledger;
import org.lather.backend.Resources;
import org.lather.backend.Transferred;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.op.EnvironmentSteps;
import org.lather.backend.device.op.Operations;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** The memory and transfers of one device. */
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

    DeviceResources(Workspace workspace, Operations operations) {
        this.workspace = workspace;
        this.operations = operations;
    }

    @Override
    public Ledger ledger() {
        return workspace.ledger();
    }

    @Override
    public int largestRange() {
        return LARGEST_RANGE;
    }

    @Override
    public OptionalLong freeBytes() {
        return OptionalLong.of(workspace.device().freeBytes());
    }

    @Override
    public long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        EnvironmentSteps steps = operations.coupling().steps(descriptor, channels);
        long step = Math.min(
                Math.max(workspace.budget().stepBytes(), steps.bytes(0, 1, e -> NEIGHBOURS)),
                steps.bytes(0, environments, e -> NEIGHBOURS));
        return step + operations.gramBytes(environments, others, descriptor.columns(channels));
    }

    @Override
    public Transferred transferred() {
        return new Transferred(
                workspace.transfers().uploaded(), workspace.transfers().downloaded());
    }
}
