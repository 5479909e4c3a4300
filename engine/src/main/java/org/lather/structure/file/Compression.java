package org.lather.structure.file;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Compression of files: detected by their first bytes when reading, and selected by the file name's ending when
 * writing.
 */
final class Compression {
    /** Largest memory to decompress a file, in KiB. The preset xz -9 needs 65 MiB. */
    private static final int XZ_MEMORY_KIB = 256 << 10;

    /** Preset that compresses with 32 MiB; the default of xz needs 94. */
    private static final int XZ_PRESET = 3;

    private Compression() {}

    /** The contents of a stream, decompressed if they are gzip or xz. Closing it closes {@code in}. */
    static InputStream decompressed(InputStream in) throws IOException {
        byte[] head = in.readNBytes(6);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
        if (starts(head, 0x1F, 0x8B)) {
            // a gzip file may have several members; the JDK reads the next one only if bytes are "available"
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

    /**
     * A stream that compresses if the name ends in .gz or .xz. Closing it completes the compressed data and closes
     * {@code out}.
     */
    static OutputStream compressed(OutputStream out, String name) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".gz")) {
            return new GZIPOutputStream(out, 1 << 16);
        }
        return lower.endsWith(".xz") ? new XZOutputStream(out, new LZMA2Options(XZ_PRESET)) : out;
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
