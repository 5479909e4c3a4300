package org.lather.dataset;

import java.util.Arrays;
import org.lather.structure.Structure;

/**
 * The elements of a structure, as the rows of a target see them.
 *
 * @param numbers atomic numbers and their counts, alternately; of a target of atoms the atomic number of each atom
 */
@SuppressWarnings("ArrayRecordComponent") // for this package alone
record Composition(int[] numbers, boolean perAtom) {
    static Composition of(Structure s, boolean perAtom) {
        int[] z = s.atomicNumbers();
        if (perAtom) {
            return new Composition(z, true);
        }
        Arrays.sort(z);
        int[] out = new int[2 * z.length];
        int n = 0;
        for (int x : z) {
            if (n > 0 && out[n - 2] == x) {
                out[n - 1]++;
            } else {
                out[n++] = x;
                out[n++] = 1;
            }
        }
        return new Composition(Arrays.copyOf(out, n), false);
    }

    /** The number of rows: one, or one for each atom. */
    int rows() {
        return perAtom ? numbers.length : 1;
    }

    /** The number of atoms of a row. */
    int atoms() {
        int n = 0;
        for (int k = 1; k < numbers.length; k += 2) {
            n += numbers[k];
        }
        return perAtom ? 1 : n;
    }

    /**
     * The numbers of atoms of each element in a row.
     *
     * @param elements ascending
     */
    double[] counts(int row, int[] elements) {
        double[] out = new double[elements.length];
        if (perAtom) {
            out[Arrays.binarySearch(elements, numbers[row])] = 1;
        } else {
            for (int k = 0; k < numbers.length; k += 2) {
                out[Arrays.binarySearch(elements, numbers[k])] = numbers[k + 1];
            }
        }
        return out;
    }

    /** Counts over the number of atoms. */
    double[] fractions(double[] counts) {
        int atoms = atoms();
        return Arrays.stream(counts).map(c -> c / atoms).toArray();
    }
}
