package org.lather.arrayfile;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** An array in numpy's format: real numbers, integers or one string, with a shape. */
public final class NpyArray {
    /** The largest integer up to which doubles equal all integers. */
    private static final long EXACT = 1L << 53;

    private final Path file;
    private final long[] shape;
    private final NpyType type;
    private final double[] reals;
    private final long[] integers;
    private final String text;
    private List<String> fields = List.of();

    private NpyArray(Path file, long[] shape, NpyType type, double[] reals, long[] integers, String text) {
        this.file = file;
        this.shape = shape;
        this.type = type;
        this.reals = reals;
        this.integers = integers;
        this.text = text;
    }

    /** Reads one array. The size stated by its header must fit in the {@code available} bytes. */
    static NpyArray read(Path file, DataInputStream in, long available) throws IOException {
        NpyHeader found = NpyHeader.read(file, in);
        NpyHeader header = found.plain();
        NpyType type = NpyType.of(file, header.descr());
        long n;
        try {
            n = Tensor.elements(header.shape());
            long bytes = Math.multiplyExact(n, type.bytes());
            if (bytes > available || n > Integer.MAX_VALUE - 8) {
                throw new ModelFileException(
                        file,
                        "expected " + bytes + " bytes for an array of shape " + Arrays.toString(header.shape())
                                + ", got " + available + " at most (or more than an array holds)");
            }
        } catch (ArithmeticException e) {
            throw new ModelFileException(
                    file, "the shape of its array is too large: " + Arrays.toString(header.shape()));
        }
        int count = (int) n;
        double[] reals = {};
        long[] integers = {};
        String text = "";
        switch (type.kind()) {
            case REAL -> {
                double[] out = new double[count];
                chunks(in, type, count, (at, c) -> out[at] = type.bytes() == 8 ? c.getDouble() : c.getFloat());
                reals = rowMajor(header, out);
            }
            case INTEGER -> {
                long[] out = new long[count];
                chunks(in, type, count, (at, c) -> out[at] = type.integer(file, c));
                integers = rowMajor(header, out);
            }
            case TEXT -> text = text(file, in, type, count);
        }
        if (in.read() >= 0) {
            throw new ModelFileException(
                    file,
                    "expected the end of an array of shape " + Arrays.toString(header.shape()) + ", got more bytes");
        }
        NpyArray array = new NpyArray(file, header.shape(), type, reals, integers, text);
        array.fields = found.fields();
        return array;
    }

    private static double[] rowMajor(NpyHeader header, double[] values) {
        if (!header.columnMajor()) {
            return values;
        }
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[columnMajor(header.shape(), i)];
        }
        return out;
    }

    private static long[] rowMajor(NpyHeader header, long[] values) {
        if (!header.columnMajor()) {
            return values;
        }
        long[] out = new long[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[columnMajor(header.shape(), i)];
        }
        return out;
    }

    /** The place of an element in column-major order. */
    private static int columnMajor(long[] shape, int rowMajor) {
        long place = 0;
        long left = rowMajor;
        long size = 1;
        for (long length : shape) {
            size *= length;
        }
        for (int d = shape.length - 1; d >= 0; d--) {
            size /= shape[d];
            place += left % shape[d] * size;
            left /= shape[d];
        }
        return (int) place;
    }

    private static String text(Path file, DataInputStream in, NpyType type, int count) throws IOException {
        if (count != 1) {
            throw new ModelFileException(file, "expected one text, got an array of " + count);
        }
        StringBuilder text = new StringBuilder();
        for (int left = type.bytes() / 4; left > 0; left--) {
            int code = type.order() == ByteOrder.BIG_ENDIAN ? in.readInt() : Integer.reverseBytes(in.readInt());
            if (!Character.isValidCodePoint(code)) {
                throw new ModelFileException(file, "its text is damaged: there is no character number " + code);
            }
            text.appendCodePoint(code);
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end);
    }

    private interface Element {
        void read(int index, ByteBuffer from);
    }

    private static void chunks(DataInputStream in, NpyType type, int count, Element element) throws IOException {
        byte[] bytes = new byte[1 << 16];
        int most = bytes.length / type.bytes();
        for (int first = 0; first < count; first += most) {
            int n = Math.min(most, count - first);
            in.readFully(bytes, 0, n * type.bytes());
            ByteBuffer chunk = ByteBuffer.wrap(bytes, 0, n * type.bytes()).order(type.order());
            for (int i = first; i < first + n; i++) {
                element.read(i, chunk);
            }
        }
    }

    public long[] shape() {
        return shape.clone();
    }

    /**
     * The real numbers, row-major. The internal array, not a copy.
     *
     * @throws ModelFileException if it holds something else
     */
    public double[] doubles() {
        expect(NpyType.Kind.REAL, "real numbers");
        return reals;
    }

    /**
     * The integers, row-major. The internal array, not a copy.
     *
     * @throws ModelFileException if it holds something else
     */
    public long[] longs() {
        expect(NpyType.Kind.INTEGER, "integers");
        return integers;
    }

    /**
     * A copy of the integers with 32 bits.
     *
     * @throws ModelFileException if the array has another type, or a value exceeds 32 bits
     */
    public int[] ints() {
        expect(NpyType.Kind.INTEGER, "integers");
        int[] out = new int[integers.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) integers[i];
            if (out[i] != integers[i]) {
                throw new ModelFileException(file, "expected integers of 32 bits, got " + integers[i]);
            }
        }
        return out;
    }

    /** The names of the integers along the last axis of an array of labels; empty for another array. */
    public List<String> fields() {
        return List.copyOf(fields);
    }

    /**
     * The string.
     *
     * @throws ModelFileException if it holds something else
     */
    public String text() {
        expect(NpyType.Kind.TEXT, "text");
        return text;
    }

    /**
     * The numbers, real or integers, row-major.
     *
     * @throws ModelFileException if it holds text, or an integer that no double equals
     */
    public double[] numbers() {
        if (type.kind() == NpyType.Kind.TEXT) {
            throw new ModelFileException(file, "expected an array of numbers, got text");
        }
        if (type.kind() == NpyType.Kind.REAL) {
            return reals;
        }
        double[] out = new double[integers.length];
        for (int i = 0; i < out.length; i++) {
            if (integers[i] > EXACT || integers[i] < -EXACT) {
                throw new ModelFileException(
                        file, "expected integers of at most 2^53 in size, got " + integers[i] + ": scale the values");
            }
            out[i] = integers[i];
        }
        return out;
    }

    private void expect(NpyType.Kind kind, String noun) {
        if (type.kind() != kind) {
            throw new ModelFileException(file, "expected an array of " + noun + ", got the type " + type.descr());
        }
    }
}
