package org.lather.structure;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** Compressed files, known by their first bytes and never by their names. */
final class Compression {
    /** The preset xz -9 needs 65 MiB; a file that asks for more than this is refused. */
    private static final int XZ_MEMORY_KIB = 256 << 10;

    private Compression() {}

    /** The stream's contents, decompressed where they are gzip or xz. Closing it closes {@code in}. */
    static InputStream decompressed(InputStream in) throws IOException {
        byte[] head = in.readNBytes(6);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
        if (starts(head, 0x1F, 0x8B)) {
            // a gzip file may have several members; the JDK looks for the next one only where bytes are "available"
            return new BytesAhead(new GZIPInputStream(
                    new FilterInputStream(whole) {
                        @Override
                        public int available() {
                            return 1;
                        }
                    },
                    1 << 16));
        }
        if (starts(head, 0xFD, '7', 'z', 'X', 'Z', 0)) {
            return new BytesAhead(new XZInputStream(whole, XZ_MEMORY_KIB));
        }
        String other = starts(head, 'B', 'Z', 'h')
                ? "bzip2"
                : starts(head, 0x28, 0xB5, 0x2F, 0xFD) ? "zstd" : starts(head, 'P', 'K', 3, 4) ? "zip" : "";
        if (!other.isEmpty()) {
            throw new IOException(
                    "it is compressed by " + other + ", expected plain text, gzip or xz; decompress it first");
        }
        return whole;
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (head[i] != (byte) magic[i]) {
                return false;
            }
        }
        return true;
    }
}
