package org.lather.maps;

import java.util.Arrays;

/** A list of numbers that grows at its end. */
final class GrowingNumbers {
    private double[] values = new double[64];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(2, size));
        }
        values[size++] = value;
    }

    /** Adds NaN until the list has a size. */
    void padTo(int count) {
        while (size < count) {
            add(Double.NaN);
        }
    }

    int size() {
        return size;
    }

    double get(int index) {
        return values[index];
    }
}
