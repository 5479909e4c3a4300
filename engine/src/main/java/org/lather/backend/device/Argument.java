package org.lather.backend.device;

/** What a device program is called with: a buffer or a number. Numbers of the dialect's types int, int64 and accum. */
public sealed interface Argument permits Buffer, Argument.Int32, Argument.Int64, Argument.Float64 {
    /** int. */
    record Int32(int value) implements Argument {}

    /** int64. */
    record Int64(long value) implements Argument {}

    /** accum, always double. */
    record Float64(double value) implements Argument {}

    static Argument of(int value) {
        return new Int32(value);
    }

    static Argument of(long value) {
        return new Int64(value);
    }

    static Argument of(double value) {
        return new Float64(value);
    }
}
