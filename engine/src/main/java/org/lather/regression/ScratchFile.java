package org.lather.regression;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.execution.MemoryPlan;

/**
 * A temporary file with triangles that are too large for memory. Where the system allows it, its name is removed from
 * the folder as soon as the file is open, so that nothing is left when the process ends in whatever way; elsewhere the
 * file is deleted when it is closed.
 */
final class ScratchFile implements AutoCloseable {
    /** Number of bytes that are copied at a time. */
    private static final int STEP = 1 << 20;

    private final Path path;
    private final RandomAccessFile file;
    private final byte[] bytes = new byte[STEP];
    private final DoubleBuffer values =
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asDoubleBuffer();
    private long length;

    /**
     * Opens a file.
     *
     * @param folder where it is created
     * @throws UncheckedIOException if that is impossible
     */
    ScratchFile(Path folder) {
        try {
            path = Files.createTempFile(folder, "lather-scratch-", ".tmp");
            // not a channel: an interrupt of the thread would close it
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delete();
    }

    private boolean delete() {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException e) {
            // a system that keeps open files: deleted when it is closed
            return false;
        }
    }

    /**
     * Refuses a folder without enough free space.
     *
     * @throws UncheckedIOException if there is less, or no such folder
     */
    static void expectSpace(Path folder, long bytes) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw new FileSystemException(
                        folder.toString(),
                        null,
                        "the sums of this fit need " + MemoryPlan.text(bytes) + ", " + MemoryPlan.text(free)
                                + " are free");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a triangle of zeros. */
    LowerTriangle triangle(int size) {
        long at = length;
        length += 8 * LowerTriangle.count(size);
        try {
            file.setLength(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Panels(size, at);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete();
        }
    }

    private void transfer(long at, double[] array, int count, boolean write) {
        try {
            file.seek(at);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP / 8, count - done);
                if (write) {
                    values.put(0, array, done, n);
                    file.write(bytes, 0, 8 * n);
                } else {
                    file.readFully(bytes, 0, 8 * n);
                    values.get(0, array, done, n);
                }
                done += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A triangle of the file. */
    private final class Panels implements LowerTriangle {
        private final int size;
        private final long at;

        Panels(int size, long at) {
            this.size = size;
            this.at = at;
        }

        @Override
        public int size() {
            return size;
        }

        private long place(int panel) {
            return at + 8 * LowerTriangle.count(start(panel));
        }

        @Override
        public Matrix read(int panel, double[] buffer) {
            int rows = end(panel) - start(panel);
            transfer(place(panel), buffer, rows * end(panel), false);
            return Matrix.of(buffer, rows, end(panel));
        }

        @Override
        public void write(int panel, Matrix rows) {
            transfer(place(panel), rows.values(), rows.rows() * rows.columns(), true);
        }

        @Override
        public int bufferSize() {
            return Math.toIntExact(LowerTriangle.largestPanel(size));
        }

        @Override
        public long heldBytes() {
            return 0;
        }
    }
}
