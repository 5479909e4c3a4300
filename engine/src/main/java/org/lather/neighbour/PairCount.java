package org.lather.neighbour;

import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * An estimate of the number of pairs below a cutoff, made from some atoms before any search. In the space that p
 * lattice vectors span, an atom has V_p(√(r_c² − d²))/|h| images of another within the cutoff r_c, where d is their
 * distance out of this space, V_p(ρ) the volume of a ball of p dimensions and radius ρ, and |h| the volume of the cell
 * of these vectors.
 */
final class PairCount {
    /** The bytes of a pair while a list is made: in the search and, in both directions, in the list. */
    private static final long BYTES = 72;

    /** The number of atoms whose pairs are counted. */
    private static final int SAMPLE = 8;

    /** Estimates below this number of pairs are not needed. */
    private static final double FEW = 1e6;

    private final Structure structure;
    private final double cutoff;
    /** An orthonormal basis of the periodic directions, [p][3]. */
    private final double[][] span = new double[3][3];

    private int periodic;
    private double measure = 1;

    private PairCount(Structure structure, double cutoff) {
        this.structure = structure;
        this.cutoff = cutoff;
        Cell cell = structure.cell();
        for (int k = 0; k < 3; k++) {
            if (cell.periodic(k)) {
                double[] v = {cell.get(k, 0), cell.get(k, 1), cell.get(k, 2)};
                for (int b = 0; b < periodic; b++) {
                    double along = dot(v, span[b]);
                    for (int x = 0; x < 3; x++) {
                        v[x] -= along * span[b][x];
                    }
                }
                double length = Math.sqrt(dot(v, v));
                measure *= length;
                for (int x = 0; x < 3; x++) {
                    span[periodic][x] = v[x] / length;
                }
                periodic++;
            }
        }
    }

    /** The largest number of pairs that a list may have: arrays and the memory of the program limit it. */
    static long most() {
        return Math.min(Pairs.MOST, Runtime.getRuntime().maxMemory() / BYTES);
    }

    /**
     * Expects that the pairs of a structure fit into the memory.
     *
     * @throws TooManyPairsException if they do not
     */
    static void check(Structure structure, double cutoff) {
        double n = structure.size();
        PairCount count = new PairCount(structure, cutoff);
        if (n * n * (1 + count.ball(cutoff * cutoff) / count.measure) < FEW) {
            return;
        }
        double pairs = count.estimate();
        if (pairs > most()) {
            double bytes = pairs * BYTES;
            throw new TooManyPairsException(structure.place(), cutoff, pairs, pairs > Pairs.MOST ? -1 : (long) bytes);
        }
    }

    /** An estimate of the number of pairs, each counted in both directions. */
    static double estimate(Structure structure, double cutoff) {
        return new PairCount(structure, cutoff).estimate();
    }

    private double estimate() {
        int n = structure.size();
        int sampled = Math.min(n, SAMPLE);
        double sum = 0;
        for (int k = 0; k < sampled; k++) {
            int i = (int) ((long) k * n / sampled);
            for (int j = 0; j < n; j++) {
                sum += images(i, j);
            }
        }
        return sum * n / sampled;
    }

    private double images(int i, int j) {
        double[] d = new double[3];
        for (int x = 0; x < 3; x++) {
            d[x] = structure.position(j, x) - structure.position(i, x);
        }
        for (int b = 0; b < periodic; b++) {
            double along = dot(d, span[b]);
            for (int x = 0; x < 3; x++) {
                d[x] -= along * span[b][x];
            }
        }
        double rest = cutoff * cutoff - (periodic == 3 ? 0 : dot(d, d));
        return rest > 0 ? ball(rest) / measure : 0;
    }

    /** The volume of a ball in the periodic directions, by the square of its radius; 1 without such directions. */
    private double ball(double square) {
        return switch (periodic) {
            case 0 -> 1;
            case 1 -> 2 * Math.sqrt(square);
            case 2 -> Math.PI * square;
            default -> 4.0 / 3 * Math.PI * square * Math.sqrt(square);
        };
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
