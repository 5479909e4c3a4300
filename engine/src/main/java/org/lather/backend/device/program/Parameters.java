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

    /** 1 for true, as an int. */
    default void put(boolean value) {
        put(value ? 1 : 0);
    }

    /** Three arguments: the array of the matrix, its offset and its stride. */
    default void put(DeviceMatrix matrix) {
        put(new Doubles(matrix.buffer()));
        put(matrix.offset());
        put(matrix.stride());
    }
}
