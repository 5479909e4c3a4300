package org.lather.structure.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A stream whose failures name the file to which it writes. */
final class NamedStream extends FilterOutputStream {
    private final Path target;

    NamedStream(Path target, OutputStream out) {
        super(out);
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw unwritten(target, e);
        }
    }

    /** The failure to write a file, with its name, which operating systems leave out. */
    static IOException unwritten(Path target, IOException e) {
        if (e instanceof FileSystemException || e instanceof ClosedChannelException) {
            return e;
        }
        FileSystemException told =
                new FileSystemException(target.toString(), null, "cannot be written: " + e.getMessage());
        told.initCause(e);
        return told;
    }
}
