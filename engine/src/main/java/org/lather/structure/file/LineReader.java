package org.lather.structure.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.lather.structure.Quoted;

/**
 * Reads lines of a byte stream without copying them: the current line is {@link #buffer} from {@link #start} to
 * {@link #end}.
 */
final class LineReader implements Closeable {
    /** Largest accepted length of a line in bytes: text without line ends must not fill the memory. */
    static final int LONGEST = 64 << 20;

    private final InputStream in;
    private final String file;
    private int next;
    private int limit;
    private boolean ended;

    byte[] buffer = new byte[1 << 16];
    int start;
    /** End (exclusive) of the line, without its line end, LF or CR LF. */
    int end;

    /** The number of the current line, from 1; 0 before the first. */
    long line;

    LineReader(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Goes to the next line.
     *
     * @return false at the end of the stream
     */
    boolean next() {
        int scan = next;
        while (true) {
            byte[] b = buffer;
            int stop = limit;
            while (scan < stop && b[scan] != '\n') {
                scan++;
            }
            if (scan < stop) {
                take(scan, scan + 1);
                return true;
            }
            int pending = limit - next;
            if (ended || !fill()) {
                if (pending == 0) {
                    return false;
                }
                take(limit, limit);
                return true;
            }
            scan = next + pending;
        }
    }

    private void take(int lineEnd, int following) {
        start = next;
        end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        next = following;
        line++;
        if (line == 1 && end - start >= 3 && buffer[start] == (byte) 0xEF && buffer[start + 1] == (byte) 0xBB) {
            start += 3; // a byte order mark
        }
    }

    private boolean fill() {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, limit - next);
            limit -= next;
            next = 0;
        }
        if (limit == buffer.length) {
            if (limit >= LONGEST) {
                throw new StructureFileException(
                        file,
                        line + 1,
                        0,
                        "expected lines of at most " + (LONGEST >> 20) + " MiB, found a longer one."
                                + " Is this a text file of structures?");
            }
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
        try {
            int got = in.read(buffer, limit, buffer.length - limit);
            if (got < 0) {
                ended = true;
                return false;
            }
            limit += got;
            return true;
        } catch (EOFException e) {
            throw new StructureFileException(
                    file, line + 1, "the compressed data end too early; is the file complete?", e);
        } catch (IOException e) {
            throw new StructureFileException(file, line + 1, "cannot read on: " + reason(e), e);
        }
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return (message == null ? e.getClass().getSimpleName() : message) + ".";
    }

    static boolean blank(byte b) {
        return b <= ' ' && b >= 0;
    }

    boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (!blank(buffer[i])) {
                return false;
            }
        }
        return true;
    }

    /** The line without trailing blanks, one char for each byte. */
    String text() {
        int to = end;
        while (to > start && blank(buffer[to - 1])) {
            to--;
        }
        return new String(buffer, start, to - start, StandardCharsets.ISO_8859_1);
    }

    /** Quotes bytes of the buffer for a message: short, and in printable ASCII. */
    String quoted(int from, int to) {
        return Quoted.of(new String(buffer, from, Math.min(to - from, 100), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        ended = true;
        next = 0;
        limit = 0;
        try {
            in.close();
        } catch (IOException e) {
            throw new StructureFileException(file, line, "cannot close the file: " + reason(e), e);
        }
    }
}
