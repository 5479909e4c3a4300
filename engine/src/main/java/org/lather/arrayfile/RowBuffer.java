package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts doubles to little-endian bytes in chunks. */
final class RowBuffer {
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final Sink sink;

    RowBuffer(Sink sink) {
        this.sink = sink;
    }

    void put(double[] values, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int n = Math.min(count - done, chunk.remaining() / 8);
            chunk.asDoubleBuffer().put(values, offset + done, n);
            chunk.position(chunk.position() + 8 * n);
            done += n;
            if (chunk.remaining() < 8) {
                flush();
            }
        }
    }

    void flush() throws IOException {
        sink.write(chunk.flip());
        chunk.clear();
    }
}
