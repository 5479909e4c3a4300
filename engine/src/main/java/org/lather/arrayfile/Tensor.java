package org.lather.arrayfile;

import java.nio.ByteBuffer;

/** A named array to be written, in row-major order. It refers to the caller's array, without a copy. */
public final class Tensor {
    /** Supplies the elements in order. */
    @FunctionalInterface
    public interface Source {
        /** Puts elements {@code first} to {@code first + count} (exclusive) into a little-endian buffer. */
        void put(long first, int count, ByteBuffer into);
    }

    private final String name;
    private final ElementType type;
    private final long[] shape;
    private final Source source;

    private Tensor(String name, ElementType type, long[] shape, Source source) {
        if (name.isEmpty() || name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("expected the name of a tensor, got '" + name + "'");
        }
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.source = source;
        Math.multiplyExact(elements(), type.bytes());
    }

    /** A tensor of doubles; without a shape it is a vector of the array's length. */
    public static Tensor of(String name, double[] values, long... shape) {
        return fitting(name, ElementType.F64, values.length, shape, (first, count, into) -> {
            into.asDoubleBuffer().put(values, (int) first, count);
            into.position(into.position() + 8 * count);
        });
    }

    /** A tensor of floats; without a shape it is a vector of the array's length. */
    public static Tensor of(String name, float[] values, long... shape) {
        return fitting(name, ElementType.F32, values.length, shape, (first, count, into) -> {
            into.asFloatBuffer().put(values, (int) first, count);
            into.position(into.position() + 4 * count);
        });
    }

    /** A tensor of doubles that are written as floats; without a shape it is a vector of the array's length. */
    public static Tensor rounded(String name, double[] values, long... shape) {
        return fitting(name, ElementType.F32, values.length, shape, (first, count, into) -> {
            for (int i = (int) first; i < (int) first + count; i++) {
                into.putFloat((float) values[i]);
            }
        });
    }

    /** A tensor of 32-bit integers; without a shape it is a vector of the array's length. */
    public static Tensor of(String name, int[] values, long... shape) {
        return fitting(name, ElementType.I32, values.length, shape, (first, count, into) -> {
            into.asIntBuffer().put(values, (int) first, count);
            into.position(into.position() + 4 * count);
        });
    }

    /** A tensor of 64-bit integers; without a shape it is a vector of the array's length. */
    public static Tensor of(String name, long[] values, long... shape) {
        return fitting(name, ElementType.I64, values.length, shape, (first, count, into) -> {
            into.asLongBuffer().put(values, (int) first, count);
            into.position(into.position() + 8 * count);
        });
    }

    /** A tensor of bytes; without a shape it is a vector of the array's length. */
    public static Tensor of(String name, byte[] values, long... shape) {
        return fitting(
                name,
                ElementType.U8,
                values.length,
                shape,
                (first, count, into) -> into.put(values, (int) first, count));
    }

    /** A tensor that need not fit in an array: its source is asked once for consecutive ranges. */
    public static Tensor streamed(String name, ElementType type, long[] shape, Source source) {
        return new Tensor(name, type, shape, source);
    }

    private static Tensor fitting(String name, ElementType type, int length, long[] shape, Source source) {
        Tensor t = new Tensor(name, type, shape.length == 0 ? new long[] {length} : shape, source);
        if (t.elements() != length) {
            throw new IllegalArgumentException(
                    "expected " + t.elements() + " elements for tensor '" + name + "', got " + length);
        }
        return t;
    }

    public String name() {
        return name;
    }

    public ElementType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** The number of elements. */
    public long elements() {
        return elements(shape);
    }

    Source source() {
        return source;
    }

    /** The number of elements of a shape; throws an ArithmeticException if it exceeds a long. */
    static long elements(long[] shape) {
        long n = 1;
        for (long s : shape) {
            if (s < 0) {
                throw new IllegalArgumentException("expected lengths of 0 or more in a shape, got " + s);
            }
            n = Math.multiplyExact(n, s);
        }
        return n;
    }
}
