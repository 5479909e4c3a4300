package org.lather.arrayfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.lather.structure.file.AtomicFile;

/**
 * Writes a matrix of real numbers [rows][columns] as a {@code .npy} file, row by row; numpy maps it with
 * {@code numpy.load(file, mmap_mode="r")}. The file appears under its name on {@link #commit}, or not at all.
 */
public final class NpyWriter implements RowWriter, Closeable {
    private final AtomicFile out;
    private final int columns;
    private final ElementType type;
    private final RowBuffer buffer;
    private long rows;

    private NpyWriter(AtomicFile out, int columns, ElementType type) throws IOException {
        this.out = out;
        this.columns = columns;
        this.type = type;
        this.buffer = new RowBuffer(type, bytes -> out.writeFully(bytes));
        writeHeader();
    }

    /** @throws IOException if the file cannot be written */
    public static NpyWriter create(Path file, int columns) throws IOException {
        return create(file, columns, ElementType.F64);
    }

    /**
     * @param type F64 or F32
     * @throws IOException if the file cannot be written
     */
    public static NpyWriter create(Path file, int columns, ElementType type) throws IOException {
        AtomicFile out = AtomicFile.create(file);
        boolean good = false;
        try {
            NpyWriter writer = new NpyWriter(out, columns, type);
            good = true;
            return writer;
        } finally {
            if (!good) {
                out.close();
            }
        }
    }

    @Override
    public void append(double[] values, int offset, int count) throws IOException {
        buffer.put(values, offset, Math.multiplyExact(count, columns));
        rows += count;
    }

    /**
     * Completes the file and makes it appear under its name.
     *
     * @throws IOException if the file cannot be written
     */
    public void commit() throws IOException {
        buffer.flush();
        out.channel().position(0);
        writeHeader();
        out.commit();
    }

    private void writeHeader() throws IOException {
        byte[] header = new NpyHeader(Reals.descr(type), new long[] {rows, columns}).render();
        out.writeFully(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Closes the file. Without a preceding {@link #commit} everything written is discarded. */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
