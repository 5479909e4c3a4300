package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.lather.structure.file.AtomicFile;

/**
 * A ZIP archive of uncompressed entries (APPNOTE 6.3, 4.3 to 4.5) whose size need not be known in advance: the local
 * header reserves space for 64-bit sizes and is rewritten when the entry ends. This class exists because the Java
 * library needs size and checksum of a stored entry before its first byte.
 */
final class StoredZip {
    private static final int VERSION = 45;
    private static final int UTF8_NAMES = 1 << 11;
    /** The date 1980-01-01, as numpy writes it, so that equal content gives equal bytes. */
    private static final int DATE = 0x0021;

    private static final long MASK_32 = 0xFFFFFFFFL;

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Entry(byte[] name, long at, long crc, long size) {}

    private final AtomicFile file;
    private final FileChannel channel;
    /** Sizes and offsets from this value on are written with 64 bits. */
    private final long wideFrom;

    private final List<Entry> entries = new ArrayList<>();

    StoredZip(AtomicFile file, long wideFrom) {
        this.file = file;
        this.channel = file.channel();
        this.wideFrom = wideFrom;
    }

    /** An entry while it is being written. There is only one at a time. */
    final class Stream {
        private final byte[] name;
        private final long at;
        private final int headBytes;
        private final CRC32 body = new CRC32();
        private long bodyBytes;

        private Stream(byte[] name, long at, int headBytes) {
            this.name = name;
            this.at = at;
            this.headBytes = headBytes;
        }

        void write(ByteBuffer bytes) throws IOException {
            bodyBytes += bytes.remaining();
            body.update(bytes.duplicate());
            file.writeFully(bytes);
        }

        /** @param head final header of the entry, of the same length as the provisional one */
        void end(byte[] head) throws IOException {
            if (head.length != headBytes) {
                throw new IllegalStateException("expected a head of " + headBytes + " bytes, got " + head.length);
            }
            CRC32 crc = new CRC32();
            crc.update(head);
            long size = headBytes + bodyBytes;
            Entry entry = new Entry(name, at, Crc.join(crc.getValue(), body.getValue(), bodyBytes), size);
            long after = channel.position();
            channel.position(at);
            file.writeFully(local(entry));
            file.writeFully(ByteBuffer.wrap(head));
            channel.position(after);
            entries.add(entry);
        }
    }

    Stream begin(String name, byte[] provisionalHead) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        long at = channel.position();
        file.writeFully(local(new Entry(text, at, 0, 0)));
        file.writeFully(ByteBuffer.wrap(provisionalHead));
        return new Stream(text, at, provisionalHead.length);
    }

    private static ByteBuffer local(Entry e) {
        ByteBuffer b = record(30 + e.name.length + 20);
        b.putInt(0x04034b50).putShort((short) VERSION);
        putCommon(b, e);
        b.putInt(-1).putInt(-1); // the sizes are in the extra field
        b.putShort((short) e.name.length).putShort((short) 20).put(e.name);
        b.putShort((short) 1).putShort((short) 16).putLong(e.size).putLong(e.size);
        return b.flip();
    }

    private ByteBuffer central(Entry e) {
        boolean wideSize = e.size >= wideFrom;
        boolean widePlace = e.at >= wideFrom;
        int wide = (wideSize ? 16 : 0) + (widePlace ? 8 : 0);
        int extra = wide == 0 ? 0 : 4 + wide;
        ByteBuffer b = record(46 + e.name.length + extra);
        b.putInt(0x02014b50).putShort((short) VERSION).putShort((short) VERSION);
        putCommon(b, e);
        int size = wideSize ? -1 : (int) e.size;
        b.putInt(size).putInt(size).putShort((short) e.name.length).putShort((short) extra);
        b.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0); // no comment, first disk, attributes
        b.putInt(widePlace ? -1 : (int) e.at).put(e.name);
        if (wide > 0) {
            b.putShort((short) 1).putShort((short) wide);
            if (wideSize) {
                b.putLong(e.size).putLong(e.size);
            }
            if (widePlace) {
                b.putLong(e.at);
            }
        }
        return b.flip();
    }

    private static void putCommon(ByteBuffer b, Entry e) {
        b.putShort((short) UTF8_NAMES).putShort((short) 0); // stored
        b.putShort((short) 0).putShort((short) DATE).putInt((int) e.crc);
    }

    /** Writes the central directory. */
    void finish() throws IOException {
        long start = channel.position();
        for (Entry e : entries) {
            file.writeFully(central(e));
        }
        long end = channel.position();
        long size = end - start;
        int count = entries.size();
        ByteBuffer b = record(56 + 20 + 22);
        boolean wide = start >= wideFrom || size >= wideFrom || count >= 0xFFFF;
        if (wide) {
            b.putInt(0x06064b50).putLong(44).putShort((short) VERSION).putShort((short) VERSION);
            b.putInt(0).putInt(0).putLong(count).putLong(count).putLong(size).putLong(start);
            b.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        }
        short shown = (short) (wide ? 0xFFFF : count);
        b.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(shown)
                .putShort(shown);
        b.putInt((int) (wide ? MASK_32 : size))
                .putInt((int) (wide ? MASK_32 : start))
                .putShort((short) 0);
        file.writeFully(b.flip());
    }

    private static ByteBuffer record(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
