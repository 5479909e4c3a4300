package org.lather.match;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.structure.Structure;

/**
 * The lower triangle of a symmetric matrix of kernels in a file of the scratch folder. The file outlives an interrupted
 * computation, which goes on from it and computes the remaining kernels to the same bits: a batch of structures is read
 * if all its kernels are in the file, and computed as a whole otherwise. The file belongs to one set of structures,
 * options and backend, whose digest is its name.
 *
 * <p>After a header, row i has its i + 1 kernels in order, as doubles whose bits are inverted: a place that was never
 * written is zero, which is no finite kernel.
 */
public final class ScratchKernels implements AutoCloseable {
    private static final String FORMAT = "lather-kernels 1 ";
    private static final int HEADER = 128;
    private static final int STEP = 1 << 17;
    /** The number of kernels of the rows that are read at a time. */
    private static final int PART = 1 << 22;

    private final Path path;
    private final RandomAccessFile file;
    private final int size;
    private final byte[] bytes = new byte[8 * STEP];
    private final LongBuffer words =
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    private long found;

    private ScratchKernels(Path path, int size) throws IOException {
        this.path = path;
        this.size = size;
        // not a channel: an interrupt of the thread would close it
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /**
     * Opens the file of a matrix in a folder, or creates it, and notes its size and what is in it.
     *
     * @param execution whose scratch folder it is in
     * @param digest of everything that the kernels depend on, see {@link KernelDigest}
     * @param size number of rows
     * @throws UncheckedIOException if there is no such folder, too little space, or another process has the file open
     */
    public static ScratchKernels open(Execution execution, Path folder, String digest, int size) {
        Path path = folder.resolve("lather-kernels-" + digest.substring(0, 32) + ".tmp");
        long length = HEADER + 8 * triangle(size);
        try {
            expectSpace(path, folder, length);
            ScratchKernels out = new ScratchKernels(path, size);
            boolean done = false;
            try {
                out.lock();
                out.begin(digest, length);
                done = true;
            } finally {
                if (!done) {
                    out.close();
                }
            }
            execution.progress().note("scratch   " + MemoryPlan.text(length) + " in " + path);
            if (out.found > 0) {
                execution
                        .progress()
                        .note(String.format(
                                Locale.ROOT,
                                "resumed   %,d of %,d kernels of an interrupted computation",
                                out.found,
                                triangle(size)));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectSpace(Path path, Path folder, long length) throws IOException {
        long present = Files.exists(path) ? Files.size(path) : 0;
        long free = Files.getFileStore(folder).getUsableSpace();
        if (present != length && free < length) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "the kernels need " + MemoryPlan.text(length) + ", " + MemoryPlan.text(free) + " are free");
        }
    }

    /** Keeps other processes away, until the file is closed. */
    @SuppressWarnings("unused") // the lock belongs to the open file
    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new FileSystemException(path.toString(), null, "another computation of the same kernels uses it");
        }
    }

    private void begin(String digest, long length) throws IOException {
        byte[] header = Arrays.copyOf((FORMAT + digest + " " + size + "\n").getBytes(StandardCharsets.UTF_8), HEADER);
        if (file.length() == length) {
            byte[] old = new byte[HEADER];
            file.readFully(old);
            if (Arrays.equals(old, header)) {
                found = count();
                return;
            }
        }
        file.setLength(0);
        file.write(header);
        file.setLength(length);
    }

    /** The number of kernels in the file. */
    private long count() throws IOException {
        long all = triangle(size);
        long out = 0;
        for (long at = 0; at < all; at += STEP) {
            int n = (int) Math.min(STEP, all - at);
            file.readFully(bytes, 0, 8 * n);
            for (int i = 0; i < n; i++) {
                out += words.get(i) != 0 ? 1 : 0;
            }
        }
        return out;
    }

    private static long triangle(long rows) {
        return rows * (rows + 1) / 2;
    }

    /** The number of rows of the matrix. */
    public int size() {
        return size;
    }

    /** Returns a sentence on the kernels that are kept if the computation is interrupted. */
    public String kept() {
        return "The kernels so far are kept in " + path + ". Resume with the same command";
    }

    /**
     * Where a batch is in the matrix.
     *
     * @param row of its first structure, or environment
     * @param column of the first stored structure with which it is compared
     */
    public record Place(int row, int column) {}

    /**
     * Gives the kernels of a batch of structures, from the file if all of them are there, or else computed and stored.
     *
     * @param place where the batch is
     * @param count how many of the columns are computed, by the index in the batch
     */
    public void compute(
            StructureRows rows,
            List<Structure> batch,
            Place place,
            IntUnaryOperator count,
            StructureRows.Consumer consumer) {
        int row = place.row();
        int column = place.column();
        int entries = rows.entries(batch);
        boolean all = found > 0;
        for (int i = 0; all && i < entries; i++) {
            all = has(row + i, column, count.applyAsInt(i));
        }
        if (!all) {
            rows.compute(batch, count, (i, kernels) -> {
                put(row + i, column, kernels, count.applyAsInt(i));
                consumer.accept(i, kernels);
            });
            return;
        }
        double[] kernels = new double[rows.size()];
        for (int i = 0; i < entries; i++) {
            read(row + i, column, kernels, 0, count.applyAsInt(i));
            consumer.accept(i, kernels);
        }
    }

    /** Gives rows of a matrix in order, with both triangles. */
    interface RowsConsumer {
        /** @param rows [count][size] */
        void accept(double[] rows, int count) throws IOException;
    }

    /** The number of rows that {@link #forEachPart} gives at a time. */
    static int partRows(int size) {
        return Math.max(1, Math.min(size, PART / size));
    }

    /** Gives all rows in order, some at a time. */
    void forEachPart(RowsConsumer consumer) throws IOException {
        int most = partRows(size);
        double[] out = new double[Math.multiplyExact(most, size)];
        double[] part = new double[most];
        for (int from = 0; from < size; from += most) {
            int to = Math.min(size, from + most);
            for (int i = from; i < to; i++) {
                read(i, 0, out, (i - from) * size, i + 1);
            }
            for (int j = from + 1; j < size; j++) {
                int count = Math.min(to, j) - from;
                read(j, from, part, 0, count);
                for (int i = 0; i < count; i++) {
                    out[i * size + j] = part[i];
                }
            }
            consumer.accept(out, to - from);
        }
    }

    /** The kernel of each row with itself. */
    double[] diagonal() {
        double[] out = new double[size];
        for (int i = 0; i < size; i++) {
            read(i, i, out, i, 1);
        }
        return out;
    }

    private void seek(int row, int column) throws IOException {
        file.seek(HEADER + 8 * (triangle(row) + column));
    }

    private boolean has(int row, int column, int count) {
        try {
            seek(row, column);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP, count - done);
                file.readFully(bytes, 0, 8 * n);
                for (int i = 0; i < n; i++) {
                    if (words.get(i) == 0) {
                        return false;
                    }
                }
                done += n;
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(int row, int column, double[] out, int offset, int count) {
        try {
            seek(row, column);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP, count - done);
                file.readFully(bytes, 0, 8 * n);
                for (int i = 0; i < n; i++) {
                    out[offset + done + i] = Double.longBitsToDouble(~words.get(i));
                }
                done += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(int row, int column, double[] kernels, int count) {
        try {
            seek(row, column);
            for (int done = 0; done < count; ) {
                int n = Math.min(STEP, count - done);
                for (int i = 0; i < n; i++) {
                    words.put(i, ~Double.doubleToRawLongBits(kernels[done + i]));
                }
                file.write(bytes, 0, 8 * n);
                done += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes the file when what its kernels are for is done.
     *
     * @throws UncheckedIOException if it cannot be deleted
     */
    public void finish() {
        try {
            file.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Closes the file, which stays unless {@link #finish} was called.
     *
     * @throws UncheckedIOException if that fails
     */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
