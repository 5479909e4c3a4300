package org.lather.backend.device.op;

import org.lather.backend.HostBatch;
import org.lather.backend.Range;

/** Environments {@code from} to {@code to} of an open batch of this backend. */
public record DeviceRange(HostBatch batch, int from, int to) {
    public static DeviceRange of(Range range) {
        HostBatch batch = Handles.own(range.batch(), HostBatch.class);
        batch.check();
        return new DeviceRange(batch, range.from(), range.to());
    }
}
