package org.lather.neighbour;

import java.util.Arrays;
import org.lather.structure.Lattice;
import org.lather.structure.Structure;

/**
 * Neighbour search by cell lists: space is divided along the lattice planes into bins about half a cutoff wide, atoms
 * are sorted into them, and each atom searches its own bin and the bins around it. Time and memory grow with the number
 * of atoms, whatever the extent of the structure: only occupied bins are stored, in a hash table (Allen, Tildesley,
 * Computer Simulation of Liquids, 2nd ed., section 5.3.2, doi:10.1093/oso/9780198803195.001.0001).
 */
final class CellSearch {
    private static final int MOST_BINS = 1 << 20;

    private final Structure s;
    private final Lattice lattice;
    private final double cutoff;

    /** Number of bins along each direction, and number of bins to search on each side. */
    private final int[] bins = new int[3];

    private final int[] reach = new int[3];

    /** Bin of each atom [direction][atom], and the number of cells by which the atom lies outside. */
    private final int[][] bin = new int[3][];

    private final int[][] outside = new int[3][];

    /** Atoms sorted by bin, and where each occupied bin begins. */
    private int[] order = {};

    private long[] keys = {};
    private int[] begins = {};

    /** Hash table with open addressing: index of an occupied bin plus one, 0 if empty. */
    private int[] table = {};

    private CellSearch(Structure s, Lattice lattice, double cutoff) {
        this.s = s;
        this.lattice = lattice;
        this.cutoff = cutoff;
    }

    static void run(Structure s, Lattice lattice, double cutoff, Pairs out) {
        CellSearch search = new CellSearch(s, lattice, cutoff);
        for (int k = 0; k < 3; k++) {
            search.divide(k);
        }
        search.sort();
        for (int i = 0; i < s.size(); i++) {
            search.around(i, out);
            out.end(i);
        }
    }

    private void divide(int k) {
        int n = s.size();
        double[] coordinate = new double[n];
        outside[k] = new int[n];
        bin[k] = new int[n];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double f = lattice.coordinate(k, s.position(i, 0), s.position(i, 1), s.position(i, 2));
            if (lattice.periodic(k)) {
                double cell = Math.floor(f);
                outside[k][i] = (int) cell;
                f -= cell;
            }
            coordinate[i] = f;
            low = Math.min(low, f);
            high = Math.max(high, f);
        }
        double origin = lattice.periodic(k) ? 0 : low;
        double length = lattice.periodic(k) ? 1 : high - low;
        double width = lattice.reach(k, cutoff);
        bins[k] = (int) Math.max(1, Math.min(MOST_BINS, Math.floor(2 * length / width)));
        reach[k] = (int) Math.ceil(width / (length / bins[k]));
        if (!lattice.periodic(k)) {
            reach[k] = Math.min(reach[k], bins[k] - 1);
        }
        for (int i = 0; i < n; i++) {
            double b = Math.floor((coordinate[i] - origin) / length * bins[k]);
            bin[k][i] = length > 0 ? (int) Math.max(0, Math.min(bins[k] - 1, b)) : 0;
        }
    }

    private long key(long a, long b, long c) {
        return (a * bins[1] + b) * bins[2] + c;
    }

    private void sort() {
        int n = s.size();
        long[] atomKeys = new long[n];
        for (int i = 0; i < n; i++) {
            atomKeys[i] = key(bin[0][i], bin[1][i], bin[2][i]);
        }
        keys = Arrays.stream(atomKeys).sorted().distinct().toArray();
        table = new int[Integer.highestOneBit(Math.max(1, keys.length)) * 4];
        for (int b = 0; b < keys.length; b++) {
            int slot = slot(keys[b]);
            table[slot] = b + 1;
        }
        begins = new int[keys.length + 1];
        int[] place = new int[n];
        for (int i = 0; i < n; i++) {
            place[i] = table[slot(atomKeys[i])] - 1;
            begins[place[i] + 1]++;
        }
        for (int b = 0; b < keys.length; b++) {
            begins[b + 1] += begins[b];
        }
        order = new int[n];
        int[] next = begins.clone();
        for (int i = 0; i < n; i++) {
            order[next[place[i]]++] = i;
        }
    }

    /** The slot of a key, or the free slot where it would be inserted. */
    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (table.length - 1);
        while (table[slot] != 0 && keys[table[slot] - 1] != key) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private void around(int i, Pairs out) {
        for (int a = bin[0][i] - reach[0]; a <= bin[0][i] + reach[0]; a++) {
            for (int b = bin[1][i] - reach[1]; b <= bin[1][i] + reach[1]; b++) {
                for (int c = bin[2][i] - reach[2]; c <= bin[2][i] + reach[2]; c++) {
                    if (exists(0, a) && exists(1, b) && exists(2, c)) {
                        inBin(i, a, b, c, out);
                    }
                }
            }
        }
    }

    private boolean exists(int k, int b) {
        return lattice.periodic(k) || (b >= 0 && b < bins[k]);
    }

    private void inBin(int i, int a, int b, int c, Pairs out) {
        int found = table[slot(key(Math.floorMod(a, bins[0]), Math.floorMod(b, bins[1]), Math.floorMod(c, bins[2])))];
        if (found == 0) {
            return;
        }
        int imageA = Math.floorDiv(a, bins[0]) + outside[0][i];
        int imageB = Math.floorDiv(b, bins[1]) + outside[1][i];
        int imageC = Math.floorDiv(c, bins[2]) + outside[2][i];
        for (int q = begins[found - 1]; q < begins[found]; q++) {
            int j = order[q];
            out.offer(i, j, imageA - outside[0][j], imageB - outside[1][j], imageC - outside[2][j]);
        }
    }
}
