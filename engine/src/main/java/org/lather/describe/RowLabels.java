package org.lather.describe;

import java.util.Arrays;
import org.lather.structure.Structure;

/** Labels of the rows of features, which grow by structures. */
final class RowLabels {
    private final int components;
    private int[] system = new int[1024];
    private int[] atom = new int[1024];
    private int[] center = new int[1024];
    private int[] mu = new int[1024];
    private int count;

    /** @param components the rows of an atom, 2 λ + 1 */
    RowLabels(int components) {
        this.components = components;
    }

    /** Adds the rows of atoms of a structure. */
    void add(int number, Structure structure, int[] atoms) {
        for (int i : atoms) {
            add(number, i, structure.atomicNumber(i));
        }
    }

    /** Adds the rows of a structure as a whole. */
    void add(int number) {
        add(number, -1, 0);
    }

    private void add(int number, int index, int atomicNumber) {
        int lambda = (components - 1) / 2;
        for (int m = -lambda; m <= lambda; m++) {
            add(number, index, atomicNumber, m);
        }
    }

    private void add(int number, int index, int atomicNumber, int m) {
        if (count == system.length) {
            int larger = count + count / 2;
            system = Arrays.copyOf(system, larger);
            atom = Arrays.copyOf(atom, larger);
            center = Arrays.copyOf(center, larger);
            mu = Arrays.copyOf(mu, larger);
        }
        system[count] = number;
        atom[count] = index;
        center[count] = atomicNumber;
        mu[count] = m;
        count++;
    }

    /** The number of the structure of each row. */
    int[] system() {
        return Arrays.copyOf(system, count);
    }

    /** The number of the atom of each row within its structure; −1 for a row of a structure. */
    int[] atom() {
        return Arrays.copyOf(atom, count);
    }

    /** The atomic number of the atom of each row; 0 for a row of a structure. */
    int[] centerType() {
        return Arrays.copyOf(center, count);
    }

    /** The component of each row, −λ … λ. */
    int[] mu() {
        return Arrays.copyOf(mu, count);
    }
}
