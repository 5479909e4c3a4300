package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a tensor of doubles or floats in a mapped file: nothing is read before it is used, and the heap is not used.
 * It remains valid after the file is closed, renamed or replaced, as long as it is not truncated. Any number of threads
 * may read at the same time.
 */
public final class MappedRows {
    /** Largest number of bytes of a piece. */
    static final long PIECE = 1L << 30;

    private final ElementType type;
    private final int columns;
    /** Number of rows of each piece but the last one. */
    private final int rows;

    private final List<ByteBuffer> pieces = new ArrayList<>();

    private MappedRows(ElementType type, int columns, int rows) {
        this.type = type;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Maps a tensor.
     *
     * @param dataStart where the places of tensors begin in the file
     * @param most largest number of bytes of a piece, below 2 GiB
     * @throws ModelFileException if it is no matrix of doubles or floats
     */
    static MappedRows of(Path file, FileChannel channel, long dataStart, SafetensorsHeader.Place place, long most) {
        long[] shape = place.shape();
        ElementType type = place.type();
        boolean real = type == ElementType.F64 || type == ElementType.F32;
        if (!real || shape.length != 2 || Math.max(shape[0], shape[1]) > Integer.MAX_VALUE) {
            throw new ModelFileException(
                    file, "expected a matrix of numbers, got the shape " + Arrays.toString(shape) + " of " + type);
        }
        long row = shape[1] * type.bytes();
        int rows = (int) Math.min(Integer.MAX_VALUE, Math.max(1, most / Math.max(1, row)));
        MappedRows out = new MappedRows(type, (int) shape[1], rows);
        try {
            for (long first = 0; first < shape[0]; first += rows) {
                long at = dataStart + place.begin() + first * row;
                out.pieces.add(channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(rows, shape[0] - first) * row)
                        .order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
        return out;
    }

    /** Copies rows {@code from} (inclusive) to {@code to} (exclusive), row by row without gaps. */
    public void read(int from, int to, double[] out, int offset) {
        for (int row = from; row < to; ) {
            int piece = row / rows;
            int end = (int) Math.min(to, (piece + 1L) * rows);
            int first = (row - piece * rows) * columns;
            int count = (end - row) * columns;
            int place = offset + (row - from) * columns;
            ByteBuffer source = pieces.get(piece).duplicate().order(ByteOrder.LITTLE_ENDIAN);
            if (type == ElementType.F32) {
                for (int i = 0; i < count; i++) {
                    out[place + i] = source.getFloat((first + i) * 4);
                }
            } else {
                source.asDoubleBuffer().get(first, out, place, count);
            }
            row = end;
        }
    }
}
