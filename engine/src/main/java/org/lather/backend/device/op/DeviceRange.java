package org.lather.backend.device.op;

import org.lather.backend.Range;

/** Environments {@code from} to {@code to} of an open batch of this backend. */
public record DeviceRange(DeviceBatch batch, int from, int to) {
    public static DeviceRange of(Range range) {
        DeviceBatch batch = Handles.own(range.batch(), DeviceBatch.class);
        batch.check();
        return new DeviceRange(batch, range.from(), range.to());
    }
}
