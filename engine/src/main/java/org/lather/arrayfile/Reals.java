package org.lather.arrayfile;

import java.nio.ByteBuffer;

/** Writes real numbers in double or single precision. */
final class Reals {
    private Reals() {}

    /** Returns numpy's name of an element type of real numbers, little-endian. */
    static String descr(ElementType type) {
        return switch (type) {
            case F64 -> "<f8";
            case F32 -> "<f4";
            case I64, I32, U8 -> throw new IllegalArgumentException("expected a type of real numbers, got " + type);
        };
    }

    /**
     * Writes as many numbers as fit.
     *
     * @param to little-endian
     * @return how many were written
     */
    static int put(ElementType type, double[] values, int from, int count, ByteBuffer to) {
        int n = Math.min(count, to.remaining() / type.bytes());
        if (type == ElementType.F64) {
            to.asDoubleBuffer().put(values, from, n);
            to.position(to.position() + type.bytes() * n);
        } else {
            for (int i = from; i < from + n; i++) {
                to.putFloat((float) values[i]);
            }
        }
        return n;
    }
}
