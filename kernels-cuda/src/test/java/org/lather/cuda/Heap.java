package org.lather.cuda;

import org.lather.backend.device.Buffer;

/** Memory of the host. */
@SuppressWarnings("ArrayRecordComponent") // memory itself
record Heap(double[] values) implements Buffer {
    @Override
    public long bytes() {
        return 8L * values.length;
    }

    @Override
    public void close() {}
}
