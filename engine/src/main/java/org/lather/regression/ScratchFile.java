package org.lather.regression;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
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
public final class ScratchFile implements AutoCloseable {
    /** Number of bytes that are copied at a time. */
    private static final int STEP = 1 << 20;

    private final Path path;
    private final RandomAccessFile file;
    private final byte[] bytes = new byte[STEP];
    private final DoubleBuffer values =
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asDoubleBuffer();
    private final float[] single = new float[STEP / 4];
    private final FloatBuffer singles =
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    private long length;

    /**
     * Opens a file.
     *
     * @param folder where it is created
     * @throws UncheckedIOException if that is impossible
     */
    public ScratchFile(Path folder) {
        try {
            path = Files.createTempFile(folder, "lather-scratch-", ".tmp");
            // not a channel: an interrupt of the thread would close it
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!delete()) {
            path.toFile().deleteOnExit();
        }
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
    public static void expectSpace(Path folder, long bytes) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw new UncheckedIOException(new FileSystemException(
                        folder.toString(),
                        null,
                        "this fit needs " + MemoryPlan.text(bytes) + ", " + MemoryPlan.text(free) + " are free"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds space for a number of bytes, and returns its place.
     *
     * @throws UncheckedIOException if the file cannot grow
     */
    public synchronized long reserve(long bytes) {
        long at = length;
        length += bytes;
        try {
            file.setLength(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return at;
    }

    /** Adds a triangle of zeros. */
    LowerTriangle triangle(int size) {
        return triangle(size, reserve(8 * LowerTriangle.count(size)));
    }

    /** Returns a triangle in space that was reserved; its elements are undefined until they are written. */
    LowerTriangle triangle(int size, long at) {
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

    /** Stores numbers. */
    void write(long at, double[] from, int count) {
        transfer(at, from, 0, count, true);
    }

    /** Stores some numbers of an array. */
    public void write(long at, double[] from, int first, int count) {
        transfer(at, from, first, count, true);
    }

    /** Reads numbers that {@link #write} stored. */
    public void read(long at, double[] to, int count) {
        transfer(at, to, 0, count, false);
    }

    /** Reads numbers that {@link #write} stored into a part of an array. */
    void read(long at, double[] to, int first, int count) {
        transfer(at, to, first, count, false);
    }

    /** Stores numbers rounded to single precision. */
    synchronized void writeSingle(long at, double[] from, int first, int count) {
        try {
            file.seek(at);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP / 4, count - done);
                for (int i = 0; i < n; i++) {
                    single[i] = (float) from[first + done + i];
                }
                singles.put(0, single, 0, n);
                file.write(bytes, 0, 4 * n);
                done += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads numbers that {@link #writeSingle} stored. */
    void readSingle(long at, double[] to, int count) {
        readSingle(at, to, 0, count);
    }

    /** Reads numbers that {@link #writeSingle} stored into a part of an array. */
    synchronized void readSingle(long at, double[] to, int first, int count) {
        try {
            file.seek(at);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP / 4, count - done);
                file.readFully(bytes, 0, 4 * n);
                singles.get(0, single, 0, n);
                for (int i = 0; i < n; i++) {
                    to[first + done + i] = single[i];
                }
                done += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void transfer(long at, double[] array, int first, int count, boolean write) {
        try {
            file.seek(at);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP / 8, count - done);
                if (write) {
                    values.put(0, array, first + done, n);
                    file.write(bytes, 0, 8 * n);
                } else {
                    file.readFully(bytes, 0, 8 * n);
                    values.get(0, array, first + done, n);
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
            transfer(place(panel), buffer, 0, rows * end(panel), false);
            return Matrix.of(buffer, rows, end(panel));
        }

        @Override
        public void write(int panel, Matrix rows) {
            transfer(place(panel), rows.values(), 0, rows.rows() * rows.columns(), true);
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
