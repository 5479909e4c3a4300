package org.lather.arrayfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file of little-endian numbers, kept until the array to which they belong is written. */
final class Spool implements Closeable {
    private static final int CHUNK = 1 << 17;

    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    /** @param folder folder of the file, which is deleted on closing */
    Spool(Path folder) throws IOException {
        channel = FileChannel.open(
                Files.createTempFile(folder, ".block", ".part"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** @param type F64 or F32 */
    void put(ElementType type, double[] values, int from, int count) throws IOException {
        for (int done = 0; done < count; ) {
            if (chunk.remaining() < type.bytes()) {
                flush();
            }
            done += Reals.put(type, values, from + done, count - done, chunk);
        }
    }

    void put(int value) throws IOException {
        if (chunk.remaining() < 4) {
            flush();
        }
        chunk.putInt(value);
    }

    private void flush() throws IOException {
        SafetensorsWriter.writeFully(channel, chunk.flip());
        chunk.clear();
    }

    /** Copies everything to an entry; afterwards no numbers can be added. */
    void copyTo(StoredZip.Stream entry) throws IOException {
        flush();
        channel.position(0);
        while (channel.read(chunk) >= 0) {
            entry.write(chunk.flip());
            chunk.clear();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
