package org.lather.cuda;

import org.lather.backend.device.Buffer;

/** Memory of the host. */
@SuppressWarnings("ArrayRecordComponent") // memory, not a value
record Heap(double[] values) implements Buffer {
    @Override
    public long bytes() {
        return 8L * values.length;
    }

    @Override
    public void close() {}
}
