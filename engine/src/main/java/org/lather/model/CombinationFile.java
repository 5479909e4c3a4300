package org.lather.model;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.Tensor;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Combinations;

/**
 * Combinations of columns in a model file: {@code combinations/S} [element][combination][column] in single precision,
 * and {@code combined/S}, the atomic numbers of their centres, 0 alone for all centres.
 */
final class CombinationFile {
    private static final String COEFFICIENTS = "combinations/";
    private static final String ELEMENTS = "combined/";

    private CombinationFile() {}

    static boolean has(SafetensorsReader in, int representation) {
        return in.names().contains(COEFFICIENTS + representation);
    }

    static void add(Combinations combinations, int representation, List<Tensor> to) {
        int[] elements = combinations.elements();
        int size = combinations.count() * combinations.full();
        double[] all = new double[Math.multiplyExact(elements.length, size)];
        for (int e = 0; e < elements.length; e++) {
            System.arraycopy(combinations.of(elements[e]), 0, all, e * size, size);
        }
        to.add(Tensor.rounded(
                COEFFICIENTS + representation, all, elements.length, combinations.count(), combinations.full()));
        to.add(Tensor.of(ELEMENTS + representation, elements, elements.length));
    }

    /** @throws IllegalArgumentException if the arrays do not fit each other */
    static Columns read(SafetensorsReader in, int representation) {
        String name = COEFFICIENTS + representation;
        int[] elements = in.ints(ELEMENTS + representation);
        long[] shape = in.shape(name);
        if (shape.length != 3 || shape[0] != elements.length) {
            throw new IllegalArgumentException("expected " + name + " for each of " + elements.length
                    + " elements, found the shape " + Arrays.toString(shape));
        }
        double[] all = in.doubles(name);
        int size = Math.toIntExact(shape[1] * shape[2]);
        SortedMap<Integer, double[]> coefficients = new TreeMap<>();
        for (int e = 0; e < elements.length; e++) {
            coefficients.put(elements[e], Arrays.copyOfRange(all, e * size, (e + 1) * size));
        }
        return Columns.combined(new Combinations(coefficients, (int) shape[1], (int) shape[2]));
    }
}
