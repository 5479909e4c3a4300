package org.lather.arrayfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lather.structure.file.AtomicFile;

/**
 * Writes several named arrays to one {@code .npz} file, an uncompressed ZIP archive of {@code .npy} arrays, which numpy
 * reads with {@code numpy.load(file)}. The file appears under its name on {@link #commit}, or not at all.
 */
public final class NpzWriter implements Closeable {
    private static final long LARGEST_32_BIT = 0xFFFFFFFFL;

    private final AtomicFile out;
    private final StoredZip zip;
    private final Path folder;
    private final ElementType reals;
    private final Set<String> names = new HashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean streaming;

    private NpzWriter(AtomicFile out, Path folder, ElementType reals, long wideFrom) {
        this.out = out;
        this.folder = folder;
        this.reals = reals;
        this.zip = new StoredZip(out, wideFrom);
    }

    /** @throws IOException if the file cannot be written */
    public static NpzWriter create(Path file) throws IOException {
        return create(file, ElementType.F64);
    }

    /**
     * @param reals type of arrays that are appended row by row, F64 or F32
     * @throws IOException if the file cannot be written
     */
    public static NpzWriter create(Path file, ElementType reals) throws IOException {
        return create(file, reals, LARGEST_32_BIT);
    }

    /**
     * Creates a writer that writes sizes and offsets from {@code wideFrom} on with 64 bits, so that tests need no files
     * of 4 GiB.
     */
    static NpzWriter create(Path file, ElementType reals, long wideFrom) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        return new NpzWriter(AtomicFile.create(file), parent == null ? Path.of("") : parent, reals, wideFrom);
    }

    /**
     * Begins an array of real numbers that is appended row by row, and must be closed before the next array. The shape
     * is that of one row.
     *
     * @throws IOException if the file cannot be written
     */
    public Rows rows(String name, long... rowShape) throws IOException {
        return new Rows(name, rowShape);
    }

    /**
     * Begins an array of real numbers that is appended concurrently with others. Its rows are kept in a temporary file
     * in the same folder until {@link #commit}, which writes all such arrays in the order in which they were created.
     *
     * @throws IOException if the file cannot be written
     */
    public RowWriter waitingRows(String name, long... rowShape) throws IOException {
        return waiting(name, Reals.descr(reals), rowShape);
    }

    /**
     * Begins a vector of 32-bit integers that is appended concurrently with others, see {@link #waitingRows}.
     *
     * @throws IOException if the file cannot be written
     */
    public Integers waitingIntegers(String name) throws IOException {
        Waiting w = waiting(name, "<i4");
        return w::append;
    }

    /** A vector while it is being written. */
    @FunctionalInterface
    public interface Integers {
        /** @throws IOException if the file cannot be written */
        void append(int value) throws IOException;
    }

    private Waiting waiting(String name, String descr, long... rowShape) throws IOException {
        register(name);
        Waiting w = new Waiting(name, descr, rowShape);
        waiting.add(w);
        return w;
    }

    /**
     * Writes an array of doubles, row-major; without a shape it is a vector.
     *
     * @throws IOException if the file cannot be written
     */
    public void put(String name, double[] values, long... shape) throws IOException {
        NpyHeader header = header("<f8", values.length, shape);
        StoredZip.Stream entry = begin(name, header);
        RowBuffer buffer = new RowBuffer(ElementType.F64, entry::write);
        buffer.put(values, 0, values.length);
        buffer.flush();
        entry.end(header.render());
    }

    /**
     * Writes an array of 32-bit integers, row-major; without a shape it is a vector.
     *
     * @throws IOException if the file cannot be written
     */
    public void put(String name, int[] values, long... shape) throws IOException {
        NpyHeader header = header("<i4", values.length, shape);
        StoredZip.Stream entry = begin(name, header);
        ByteBuffer chunk = chunk();
        for (int value : values) {
            chunk.putInt(value);
            flushFull(entry, chunk);
        }
        entry.write(chunk.flip());
        entry.end(header.render());
    }

    /**
     * Writes an array of 64-bit integers, row-major; without a shape it is a vector.
     *
     * @throws IOException if the file cannot be written
     */
    public void put(String name, long[] values, long... shape) throws IOException {
        NpyHeader header = header("<i8", values.length, shape);
        StoredZip.Stream entry = begin(name, header);
        ByteBuffer chunk = chunk();
        for (long value : values) {
            chunk.putLong(value);
            flushFull(entry, chunk);
        }
        entry.write(chunk.flip());
        entry.end(header.render());
    }

    /**
     * Writes a string as an array without axes; {@code str(numpy.load(file)[name])} returns it.
     *
     * @throws IOException if the file cannot be written
     */
    public void put(String name, String text) throws IOException {
        int[] codes = text.codePoints().toArray();
        // numpy has no string of length 0: it stores one code point 0 and drops it when reading
        int length = Math.max(1, codes.length);
        NpyHeader header = new NpyHeader("<U" + length, new long[0]);
        StoredZip.Stream entry = begin(name, header);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(codes);
        entry.write(bytes);
        entry.end(header.render());
    }

    /**
     * Completes the file and makes it appear under its name.
     *
     * @throws IOException if the file cannot be written
     */
    public void commit() throws IOException {
        expectNoRows();
        for (Waiting w : waiting) {
            w.write();
        }
        zip.finish();
        out.commit();
    }

    /** Closes the file. Without a preceding {@link #commit} everything written is discarded. */
    @Override
    public void close() throws IOException {
        for (Waiting w : waiting) {
            w.spool.close();
        }
        out.close();
    }

    private StoredZip.Stream begin(String name, NpyHeader header) throws IOException {
        expectNoRows();
        register(name);
        return zip.begin(name + ".npy", header.render());
    }

    private void register(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("expected one array '" + name + "', got two");
        }
    }

    private static NpyHeader growing(String descr, long rows, long[] rowShape) {
        long[] shape = new long[1 + rowShape.length];
        shape[0] = rows;
        System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
        return new NpyHeader(descr, shape);
    }

    private static int size(long[] rowShape) {
        long size = 1;
        for (long s : rowShape) {
            size = Math.multiplyExact(size, s);
        }
        return Math.toIntExact(size);
    }

    /** An array whose rows are kept in a temporary file until the commit. */
    private final class Waiting implements RowWriter {
        private final String name;
        private final String descr;
        private final long[] rowShape;
        private final int size;
        private final Spool spool;
        private long count;

        private Waiting(String name, String descr, long[] rowShape) throws IOException {
            this.name = name;
            this.descr = descr;
            this.rowShape = rowShape.clone();
            size = size(rowShape);
            spool = new Spool(folder);
        }

        @Override
        public void append(double[] values, int offset, int rows) throws IOException {
            spool.put(reals, values, offset, Math.multiplyExact(rows, size));
            count += rows;
        }

        void append(int value) throws IOException {
            spool.put(value);
            count++;
        }

        void write() throws IOException {
            byte[] head = growing(descr, count, rowShape).render();
            StoredZip.Stream entry = zip.begin(name + ".npy", head);
            spool.copyTo(entry);
            entry.end(head);
        }
    }

    private void expectNoRows() {
        if (streaming) {
            throw new IllegalStateException("expected the rows to be closed before the next array");
        }
    }

    private static NpyHeader header(String descr, int length, long[] shape) {
        long[] s = shape.length == 0 ? new long[] {length} : shape.clone();
        if (Tensor.elements(s) != length) {
            throw new IllegalArgumentException("expected " + Tensor.elements(s) + " elements, got " + length);
        }
        return new NpyHeader(descr, s);
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void flushFull(StoredZip.Stream entry, ByteBuffer chunk) throws IOException {
        if (!chunk.hasRemaining()) {
            entry.write(chunk.flip());
            chunk.clear();
        }
    }

    /** A matrix while it is being written. */
    public final class Rows implements RowWriter, Closeable {
        private final long[] rowShape;
        private final int size;
        private final StoredZip.Stream entry;
        private final RowBuffer buffer;
        private long rows;
        private boolean open = true;

        private Rows(String name, long[] rowShape) throws IOException {
            this.rowShape = rowShape.clone();
            this.size = size(rowShape);
            this.entry = begin(name, growing(Reals.descr(reals), 0, rowShape));
            this.buffer = new RowBuffer(reals, entry::write);
            streaming = true;
        }

        @Override
        public void append(double[] values, int offset, int count) throws IOException {
            buffer.put(values, offset, Math.multiplyExact(count, size));
            rows += count;
        }

        @Override
        public void close() throws IOException {
            if (open) {
                open = false;
                buffer.flush();
                entry.end(growing(Reals.descr(reals), rows, rowShape).render());
                streaming = false;
            }
        }
    }
}
