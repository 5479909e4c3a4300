package org.lather.neighbour;

import java.util.Arrays;
import org.lather.structure.Structure;

/** Collects pairs (i, j, S) during a search, centre by centre. */
final class Pairs {
    /** Largest number of pairs: three shifts per pair must fit in one array. */
    static final int MOST = (Integer.MAX_VALUE - 8) / 3;

    private final double[] positions;
    private final double[] cell;
    private final double cutoff;
    private final double beyond;
    private int[] neighbours = new int[256];
    private int[] shifts = new int[3 * 256];
    private int size;

    /** Index after the last pair of each centre. */
    private final int[] ends;

    Pairs(Structure structure, double cutoff) {
        this.positions = structure.positions();
        this.cell = structure.cell().rows();
        this.cutoff = cutoff;
        this.beyond = cutoff * cutoff * (1 + 1e-10);
        this.ends = new int[structure.size()];
    }

    /** Adds the pair if r < cutoff and the pair is not an atom with itself. */
    void offer(int i, int j, int a, int b, int c) {
        if (i == j && a == 0 && b == 0 && c == 0) {
            return;
        }
        double x = separation(i, j, 0, a, b, c);
        double y = separation(i, j, 1, a, b, c);
        double z = separation(i, j, 2, a, b, c);
        double square = x * x + y * y + z * z;
        // the square root is computed only for pairs near or below the cutoff: most are farther
        if (square > beyond || !(Math.sqrt(square) < cutoff)) {
            return;
        }
        if (size == neighbours.length) {
            grow();
        }
        neighbours[size] = j;
        shifts[3 * size] = a;
        shifts[3 * size + 1] = b;
        shifts[3 * size + 2] = c;
        size++;
    }

    /** Ends the pairs of centre i; centres are processed in ascending order. */
    void end(int i) {
        ends[i] = size;
    }

    int size() {
        return size;
    }

    int[] ends() {
        return ends;
    }

    int neighbour(int pair) {
        return neighbours[pair];
    }

    int shift(int pair, int direction) {
        return shifts[3 * pair + direction];
    }

    /**
     * Component of r_ij = r_j − r_i + S·h; for (j, i, −S) it is exactly the negative. S is 0 in non-periodic
     * directions.
     */
    double separation(int i, int j, int axis, int a, int b, int c) {
        return positions[3 * j + axis]
                - positions[3 * i + axis]
                + (a * cell[axis] + b * cell[3 + axis] + c * cell[6 + axis]);
    }

    private void grow() {
        if (size >= MOST) {
            throw new IllegalArgumentException("neighbour list of a structure with " + ends.length
                    + " atoms: expected at most " + MOST + " pairs below the cutoff of " + cutoff
                    + " Å, got more; use a smaller cutoff or a smaller structure");
        }
        int capacity = (int) Math.min(MOST, neighbours.length * 3L / 2);
        neighbours = Arrays.copyOf(neighbours, capacity);
        shifts = Arrays.copyOf(shifts, 3 * capacity);
    }
}
