package org.lather.arrayfile;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** An array in numpy's format: real numbers, integers or one string, with a shape. */
public final class NpyArray {
    private final Path file;
    private final NpyHeader header;
    private final double[] reals;
    private final long[] integers;
    private final String text;

    private NpyArray(Path file, NpyHeader header, double[] reals, long[] integers, String text) {
        this.file = file;
        this.header = header;
        this.reals = reals;
        this.integers = integers;
        this.text = text;
    }

    /** Reads one array. The size stated by its header must fit in the {@code available} bytes. */
    static NpyArray read(Path file, DataInputStream in, long available) throws IOException {
        NpyHeader header = NpyHeader.read(file, in);
        String kind = header.descr();
        long n;
        try {
            n = Tensor.elements(header.shape());
            long bytes = Math.multiplyExact(n, elementBytes(file, kind));
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
        switch (kind) {
            case "<f8" -> {
                double[] out = new double[count];
                chunks(in, 8, count, (at, c) -> c.asDoubleBuffer().get(out, at, c.remaining() / 8));
                reals = out;
            }
            case "<f4" -> {
                double[] out = new double[count];
                chunks(in, 4, count, (at, c) -> {
                    for (int i = at; c.hasRemaining(); i++) {
                        out[i] = c.getFloat();
                    }
                });
                reals = out;
            }
            case "<i8" -> {
                long[] out = new long[count];
                chunks(in, 8, count, (at, c) -> c.asLongBuffer().get(out, at, c.remaining() / 8));
                integers = out;
            }
            case "<i4" -> {
                long[] out = new long[count];
                chunks(in, 4, count, (at, c) -> {
                    for (int i = at; c.hasRemaining(); i++) {
                        out[i] = c.getInt();
                    }
                });
                integers = out;
            }
            default -> text = text(file, in, kind, count);
        }
        if (in.read() >= 0) {
            throw new ModelFileException(
                    file,
                    "expected the end of an array of shape " + Arrays.toString(header.shape()) + ", got more bytes");
        }
        return new NpyArray(file, header, reals, integers, text);
    }

    private static long elementBytes(Path file, String descr) {
        return switch (descr) {
            case "<f8", "<i8" -> 8;
            case "<f4", "<i4" -> 4;
            default -> {
                if (!descr.matches("<U\\d{1,9}")) {
                    throw new ModelFileException(
                            file, "expected an array of type <f8, <f4, <i8, <i4 or text, got " + descr);
                }
                yield 4L * Integer.parseInt(descr.substring(2));
            }
        };
    }

    private static String text(Path file, DataInputStream in, String descr, int count) throws IOException {
        if (count != 1) {
            throw new ModelFileException(file, "expected one text, got an array of " + count);
        }
        StringBuilder text = new StringBuilder();
        for (int left = Integer.parseInt(descr.substring(2)); left > 0; left--) {
            int code = Integer.reverseBytes(in.readInt());
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

    private interface Part {
        void take(int first, ByteBuffer chunk);
    }

    private static void chunks(DataInputStream in, int elementBytes, int count, Part part) throws IOException {
        byte[] bytes = new byte[1 << 16];
        int most = bytes.length / elementBytes;
        for (int first = 0; first < count; first += most) {
            int n = Math.min(most, count - first);
            in.readFully(bytes, 0, n * elementBytes);
            part.take(first, ByteBuffer.wrap(bytes, 0, n * elementBytes).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    public long[] shape() {
        return header.shape().clone();
    }

    /**
     * The real numbers, row-major. The internal array, not a copy.
     *
     * @throws ModelFileException if it holds something else
     */
    public double[] doubles() {
        expect("<f");
        return reals;
    }

    /**
     * The integers, row-major. The internal array, not a copy.
     *
     * @throws ModelFileException if it holds something else
     */
    public long[] longs() {
        expect("<i");
        return integers;
    }

    /**
     * A copy of the integers with 32 bits.
     *
     * @throws ModelFileException if the array has another type, or a value exceeds 32 bits
     */
    public int[] ints() {
        expect("<i");
        int[] out = new int[integers.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) integers[i];
            if (out[i] != integers[i]) {
                throw new ModelFileException(file, "expected integers of 32 bits, got " + integers[i]);
            }
        }
        return out;
    }

    /**
     * The string.
     *
     * @throws ModelFileException if it holds something else
     */
    public String text() {
        expect("<U");
        return text;
    }

    private void expect(String kind) {
        if (!header.descr().startsWith(kind)) {
            throw new ModelFileException(file, "expected an array of type " + kind + "…, got " + header.descr());
        }
    }
}
