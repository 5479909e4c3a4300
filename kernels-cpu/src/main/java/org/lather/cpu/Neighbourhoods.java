package org.lather.cpu;

import jdk.incubator.vector.VectorSpecies;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The neighbours of each atom of a structure, atom by atom, and within an atom by element: unit vectors [3][pair] and
 * distances [pair], Å.
 */
final class Neighbourhoods {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;

    /** Neighbours of element a of an atom i: first[i elements + a] to first[i elements + a + 1]. */
    final int[] first;

    /** [pair]: the neighbour. Within an atom and an element, images of one neighbour follow each other. */
    final int[] neighbour;

    final double[] x;
    final double[] y;
    final double[] z;
    final double[] r;
    final int most;

    /**
     * @param element [atom] the place of its element among the channels'
     * @param elements how many elements the channels have
     */
    Neighbourhoods(Structure structure, int[] element, int elements, double cutoff) {
        NeighbourList list = NeighbourList.within(structure, cutoff);
        int[] neighbours = list.neighbours();
        int atoms = structure.size();
        // two vectors are read from the last neighbour on
        int length = list.pairs() + 2 * S.length();
        first = new int[atoms * elements + 1];
        neighbour = new int[list.pairs()];
        x = new double[length];
        y = new double[length];
        z = new double[length];
        r = new double[length];
        int[] next = new int[elements];
        int largest = 0;
        for (int i = 0; i < atoms; i++) {
            java.util.Arrays.fill(next, 0);
            for (int p = list.start(i); p < list.end(i); p++) {
                next[element[neighbours[p]]]++;
            }
            int at = list.start(i);
            for (int a = 0; a < elements; a++) {
                int count = next[a];
                first[i * elements + a] = at;
                next[a] = at;
                at += count;
            }
            for (int p = list.start(i); p < list.end(i); p++) {
                put(list, p, next[element[neighbours[p]]]++);
            }
            largest = Math.max(largest, list.end(i) - list.start(i));
        }
        first[atoms * elements] = list.pairs();
        most = largest;
    }

    private void put(NeighbourList list, int p, int to) {
        double distance = list.distances()[p];
        r[to] = distance;
        neighbour[to] = list.neighbours()[p];
        // atoms at one place have no direction; all that depends on one is zero there
        double inverse = distance > 0 ? 1 / distance : 0;
        x[to] = list.x()[p] * inverse;
        y[to] = list.y()[p] * inverse;
        z[to] = distance > 0 ? list.z()[p] * inverse : 1;
    }

    long bytes() {
        return 4L * (first.length + neighbour.length) + 8L * 4 * x.length;
    }
}
