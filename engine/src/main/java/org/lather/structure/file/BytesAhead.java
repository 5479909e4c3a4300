package org.lather.structure.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose next block is read by another thread while the current one is used, so that decompression overlaps
 * with parsing. The first block is read by the caller, so short streams need no thread. Errors are thrown at their
 * position in the stream, after the bytes before them.
 */
final class BytesAhead extends InputStream {
    /** Number of bytes in a block; two blocks are in memory. */
    static final int BLOCK = 1 << 18;

    /** The number of bytes read into a block, and the failure that ended it, if any. */
    private record Filled(int bytes, @Nullable IOException failure) {}

    private final InputStream in;
    private byte[] block = new byte[BLOCK];
    private byte[] other = new byte[0];
    private Filled filled = new Filled(0, null);
    private int at;
    private boolean begun;
    private @Nullable CompletableFuture<Filled> next;

    /** @param in the source, closed with this stream */
    BytesAhead(InputStream in) {
        this.in = in;
    }

    private Filled fill(byte[] to) {
        int n = 0;
        try {
            while (n < to.length) {
                int got = in.read(to, n, to.length - n);
                if (got < 0) {
                    break;
                }
                n += got;
            }
        } catch (IOException e) {
            return new Filled(n, e);
        }
        return new Filled(n, null);
    }

    /** Whether bytes are available; takes the next block if the current one is exhausted. */
    private boolean hasBytes() throws IOException {
        while (at == filled.bytes()) {
            if (filled.failure() != null) {
                throw filled.failure();
            }
            if (begun && filled.bytes() < BLOCK) {
                return false;
            }
            take();
        }
        return true;
    }

    private void take() {
        CompletableFuture<Filled> ready = next;
        if (ready == null) {
            filled = fill(block);
            begun = true;
        } else {
            filled = ready.join();
            next = null;
            byte[] used = block;
            block = other;
            other = used;
        }
        at = 0;
        if (filled.failure() == null && filled.bytes() == BLOCK) {
            byte[] to = other.length == 0 ? new byte[BLOCK] : other;
            other = to;
            next = ReadingThreads.submit(() -> fill(to));
        }
    }

    @Override
    public int read() throws IOException {
        return hasBytes() ? block[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        if (!hasBytes()) {
            return -1;
        }
        int n = Math.min(length, filled.bytes() - at);
        System.arraycopy(block, at, to, offset, n);
        at += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        CompletableFuture<Filled> running = next;
        if (running != null) {
            // the source must not be closed while the other thread reads it
            running.join();
            next = null;
        }
        filled = new Filled(0, null);
        begun = true;
        at = 0;
        in.close();
    }
}
