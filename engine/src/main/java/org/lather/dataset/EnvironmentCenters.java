package org.lather.dataset;

import java.util.Arrays;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** The element of the centre of each environment; environments are numbered through the training set, atom by atom. */
public final class EnvironmentCenters {
    private final long[] counts = new long[Element.MAX_ATOMIC_NUMBER + 1];
    private byte[] numbers = new byte[4096];
    private int size;

    void add(Structure s) {
        int end = Math.addExact(size, s.size());
        if (end > numbers.length) {
            numbers =
                    Arrays.copyOf(numbers, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 1.5 * numbers.length)));
        }
        for (int i = 0; i < s.size(); i++) {
            counts[s.atomicNumber(i)]++;
            numbers[size++] = (byte) s.atomicNumber(i);
        }
    }

    /** The number of environments. */
    public int size() {
        return size;
    }

    /** The atomic number of the centre of an environment. */
    public int atomicNumber(long environment) {
        return numbers[Math.toIntExact(environment)];
    }

    /** The number of environments by the atomic number of their centre. */
    public long[] counts() {
        return counts.clone();
    }
}
