package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts real numbers to little-endian bytes in chunks. */
final class RowBuffer {
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final ElementType type;
    private final Sink sink;

    /** @param type F64 or F32 */
    RowBuffer(ElementType type, Sink sink) {
        this.type = type;
        this.sink = sink;
    }

    void put(double[] values, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            done += Reals.put(type, values, offset + done, count - done, chunk);
            if (chunk.remaining() < type.bytes()) {
                flush();
            }
        }
    }

    void flush() throws IOException {
        sink.write(chunk.flip());
        chunk.clear();
    }
}
