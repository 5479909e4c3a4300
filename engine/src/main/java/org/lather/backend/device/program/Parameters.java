package org.lather.backend.device.program;

import org.lather.backend.device.DeviceMatrix;

/** Takes the arguments of a launch one after another, each with the type that the neutral dialect gives it. */
public interface Parameters {
    void put(Ints array);

    void put(Doubles array);

    void put(Reals array);

    void put(int value);

    void put(long value);

    void put(double value);

    /** Puts a truth value as an int: 1 for true. */
    default void put(boolean value) {
        put(value ? 1 : 0);
    }

    /** Puts a matrix as three arguments: its array, offset and stride. */
    default void put(DeviceMatrix matrix) {
        put(new Doubles(matrix.buffer()));
        put(matrix.offset());
        put(matrix.stride());
    }
}
