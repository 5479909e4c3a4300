package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the SHA-256 of ranges of a file, as 64 hexadecimal digits. The file is read in chunks. */
final class Sha256 {
    /** Placeholder for digits that are not yet known. */
    static final String ZEROS = "0".repeat(64);

    private static final int CHUNK_BYTES = 1 << 20;

    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    void add(byte[] bytes) {
        digest.update(bytes);
    }

    /** Adds the bytes from the buffer's position to its limit; the position advances. */
    void add(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Adds bytes {@code from} (inclusive) to {@code to} (exclusive) of a file. */
    void add(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, to - from));
        for (long at = from; at < to; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), to - at));
            readFully(channel, chunk, at);
            digest.update(chunk.flip());
        }
    }

    String digits() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Fills a buffer up to its limit from a position in a file. */
    static void readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
        long start = from - into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, start + into.position()) < 0) {
                throw new IOException("the file ends at byte " + (start + into.position()));
            }
        }
    }
}
