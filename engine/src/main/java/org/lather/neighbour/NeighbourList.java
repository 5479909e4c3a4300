package org.lather.neighbour;

import org.lather.structure.Lattice;
import org.lather.structure.Structure;

/**
 * All pairs (i, j, S) of a structure with |r_ij| &lt; r_c, r_ij = r_j − r_i + S·h, for lattice vectors h (rows) and
 * integers S that are 0 in non-periodic directions. Each pair is listed in both directions, (i, j, S) and (j, i, −S),
 * with exactly opposite vectors. An atom's own images (i, i, S ≠ 0) are included, the atom itself is not. Any cell is
 * accepted: oblique, left-handed, thinner than the cutoff, with atoms outside.
 *
 * <p>Pairs are grouped by centre i and sorted by (j, S). Time and memory grow linearly with the number of atoms.
 */
public final class NeighbourList {
    /** Number of atoms below which testing all pairs is faster than sorting atoms into bins. */
    private static final int FEW_ATOMS = 128;

    private final int[] starts;
    private final int[] neighbours;
    private final int[] shifts;
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final double[] distances;

    private NeighbourList(int centres, Pairs found) {
        starts = new int[centres + 1];
        int n = found.size();
        neighbours = new int[n];
        shifts = new int[3 * n];
        x = new double[n];
        y = new double[n];
        z = new double[n];
        distances = new double[n];
        turn(found);
        for (int i = 0; i < centres; i++) {
            for (int p = starts[i]; p < starts[i + 1]; p++) {
                measure(i, p, found);
            }
        }
    }

    /**
     * Finds the pairs of few atoms that are not periodic: two passes over i < j, directly into arrays of the right
     * size.
     */
    private NeighbourList(Structure s, double cutoff) {
        int centres = s.size();
        double[] r = s.positions();
        double beyond = cutoff * cutoff * (1 + 1e-10);
        starts = new int[centres + 1];
        for (int i = 0; i < centres; i++) {
            for (int j = i + 1; j < centres; j++) {
                if (square(r, i, j) <= beyond && Math.sqrt(square(r, i, j)) < cutoff) {
                    starts[i + 1]++;
                    starts[j + 1]++;
                }
            }
        }
        for (int i = 0; i < centres; i++) {
            starts[i + 1] += starts[i];
        }
        int n = starts[centres];
        neighbours = new int[n];
        shifts = new int[3 * n];
        x = new double[n];
        y = new double[n];
        z = new double[n];
        distances = new double[n];
        int[] next = starts.clone();
        for (int i = 0; i < centres; i++) {
            for (int j = i + 1; j < centres; j++) {
                double square = square(r, i, j);
                if (square <= beyond && Math.sqrt(square) < cutoff) {
                    enter(next[i]++, j, r, i, square);
                    enter(next[j]++, i, r, j, square);
                }
            }
        }
    }

    /** Makes a list without pairs. */
    private NeighbourList(int centres) {
        starts = new int[centres + 1];
        neighbours = new int[0];
        shifts = new int[0];
        x = new double[0];
        y = new double[0];
        z = new double[0];
        distances = new double[0];
    }

    private static double square(double[] r, int i, int j) {
        double dx = r[3 * j] - r[3 * i];
        double dy = r[3 * j + 1] - r[3 * i + 1];
        double dz = r[3 * j + 2] - r[3 * i + 2];
        return dx * dx + dy * dy + dz * dz;
    }

    private void enter(int pair, int neighbour, double[] r, int centre, double square) {
        neighbours[pair] = neighbour;
        x[pair] = r[3 * neighbour] - r[3 * centre];
        y[pair] = r[3 * neighbour + 1] - r[3 * centre + 1];
        z[pair] = r[3 * neighbour + 2] - r[3 * centre + 2];
        distances[pair] = Math.sqrt(square);
    }

    /**
     * @param cutoff cutoff radius r_c, Å, positive
     * @throws IllegalArgumentException if the cutoff is not positive
     * @throws TooManyPairsException if there are more pairs than the memory can hold
     */
    public static NeighbourList of(Structure s, double cutoff) {
        boolean few = s.size() <= FEW_ATOMS;
        if (few && !s.cell().anyPeriodic()) {
            check(cutoff);
            return new NeighbourList(s, cutoff);
        }
        return of(s, cutoff, few);
    }

    /**
     * Finds the pairs that are closer than a radius, of which there are none for 0.
     *
     * @param radius Å, not negative
     * @throws TooManyPairsException if there are more pairs than the memory can hold
     */
    public static NeighbourList within(Structure s, double radius) {
        return radius == 0 ? new NeighbourList(s.size()) : of(s, radius);
    }

    private static void check(double cutoff) {
        if (!(cutoff > 0) || !Double.isFinite(cutoff)) {
            throw new IllegalArgumentException("expected a positive cutoff, got " + cutoff);
        }
    }

    static NeighbourList of(Structure s, double cutoff, boolean direct) {
        check(cutoff);
        PairCount.check(s, cutoff);
        Lattice lattice = new Lattice(s);
        Pairs found = new Pairs(s, cutoff);
        if (direct) {
            DirectSearch.run(s, lattice, cutoff, found);
        } else {
            CellSearch.run(s, lattice, cutoff, found);
        }
        return new NeighbourList(s.size(), found);
    }

    /**
     * Adds for each pair (i, j, S) its reverse (j, i, −S). Centres i come in ascending order, and both searches find
     * the images of one neighbour in ascending order of S, so the pairs of each j are sorted by (i, −S) without a sort.
     */
    private void turn(Pairs found) {
        for (int p = 0; p < found.size(); p++) {
            starts[found.neighbour(p) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] next = starts.clone();
        for (int i = 0; i < starts.length - 1; i++) {
            for (int p = found.ends()[i] - 1; p >= (i == 0 ? 0 : found.ends()[i - 1]); p--) {
                int to = next[found.neighbour(p)]++;
                neighbours[to] = i;
                for (int k = 0; k < 3; k++) {
                    shifts[3 * to + k] = -found.shift(p, k);
                }
            }
        }
    }

    private void measure(int i, int p, Pairs found) {
        int a = shifts[3 * p];
        int b = shifts[3 * p + 1];
        int c = shifts[3 * p + 2];
        x[p] = found.separation(i, neighbours[p], 0, a, b, c);
        y[p] = found.separation(i, neighbours[p], 1, a, b, c);
        z[p] = found.separation(i, neighbours[p], 2, a, b, c);
        distances[p] = Math.sqrt(x[p] * x[p] + y[p] * y[p] + z[p] * z[p]);
    }

    /** The number of atoms. */
    public int centres() {
        return starts.length - 1;
    }

    /** The number of pairs. */
    public int pairs() {
        return neighbours.length;
    }

    /** Index of the first pair of a centre. */
    public int start(int centre) {
        return starts[centre];
    }

    /** Index after the last pair of a centre. */
    public int end(int centre) {
        return starts[centre + 1];
    }

    /** Neighbour j of each pair. The internal array, which must not be changed. */
    public int[] neighbours() {
        return neighbours;
    }

    /** x component of r_ij, Å. The internal array, which must not be changed. */
    public double[] x() {
        return x;
    }

    /** y component of r_ij, Å. The internal array, which must not be changed. */
    public double[] y() {
        return y;
    }

    /** z component of r_ij, Å. The internal array, which must not be changed. */
    public double[] z() {
        return z;
    }

    /** Distance |r_ij| of each pair, Å. The internal array, which must not be changed. */
    public double[] distances() {
        return distances;
    }

    /** Lattice shifts S, [pair][3] flattened. The internal array, which must not be changed. */
    public int[] shifts() {
        return shifts;
    }
}
