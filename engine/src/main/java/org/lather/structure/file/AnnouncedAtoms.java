package org.lather.structure.file;

import java.util.Arrays;
import java.util.List;

/**
 * The atoms that the head of a POSCAR announces; their positions follow.
 *
 * @param elements the atomic number of each group
 * @param sizes the number of atoms of each group
 * @param count the number of all atoms
 */
record AnnouncedAtoms(List<Integer> elements, List<Integer> sizes, int count) {
    /** The atomic number of each atom, to be asked for when the positions of all were read. */
    int[] numbers() {
        int[] numbers = new int[count];
        int from = 0;
        for (int e = 0; e < sizes.size(); e++) {
            Arrays.fill(numbers, from, from + sizes.get(e), elements.get(e));
            from += sizes.get(e);
        }
        return numbers;
    }
}
