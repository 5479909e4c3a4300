package org.lather.structure;

import java.util.Arrays;

/**
 * A set of structures, each represented by 64 bits that are computed from its atomic numbers, positions and cell: equal
 * structures have equal bits, and any two others differ with a probability of 1 − 2⁻⁶⁴. Annotations, the origin of a
 * structure and the order of its atoms do not matter.
 */
public final class Fingerprints {
    private static final int SMALLEST = 64;

    /** Hash table with linear probing; 0 is an empty place. */
    private long[] table = new long[SMALLEST];

    private int size;

    /** Returns the fingerprint of a structure, which is not 0. */
    public static long of(Structure s) {
        long atoms = 0;
        for (int i = 0; i < s.size(); i++) {
            long atom = s.atomicNumber(i);
            for (int axis = 0; axis < 3; axis++) {
                atom = mixedNumber(atom, s.position(i, axis));
            }
            atoms += atom; // commutative
        }
        long h = mixed(s.size(), atoms);
        Cell cell = s.cell();
        for (int vector = 0; vector < 3; vector++) {
            if (cell.periodic(vector)) {
                h = mixed(h, vector + 1);
                for (int axis = 0; axis < 3; axis++) {
                    h = mixedNumber(h, cell.get(vector, axis));
                }
            }
        }
        return h == 0 ? 1 : h;
    }

    private static long mixedNumber(long h, double x) {
        return mixed(h, Double.doubleToLongBits(x + 0.0)); // one zero
    }

    /** The finalizer of splitmix64 (Steele, Lea, Flood, OOPSLA 2014, doi:10.1145/2660193.2660195). */
    private static long mixed(long h, long bits) {
        long z = h * 31 + bits + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Returns the set of the fingerprints that {@link #sorted} gave. */
    public static Fingerprints of(long... values) {
        Fingerprints out = new Fingerprints();
        for (long v : values) {
            out.add(v);
        }
        return out;
    }

    /**
     * Adds a fingerprint.
     *
     * @return whether it is new
     */
    public boolean add(long fingerprint) {
        int at = place(table, fingerprint);
        if (table[at] != 0) {
            return false;
        }
        table[at] = fingerprint;
        if (++size > table.length / 2) {
            long[] larger = new long[2 * table.length];
            for (long f : table) {
                if (f != 0) {
                    larger[place(larger, f)] = f;
                }
            }
            table = larger;
        }
        return true;
    }

    private static int place(long[] table, long fingerprint) {
        int at = (int) fingerprint & (table.length - 1);
        while (table[at] != 0 && table[at] != fingerprint) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    /** Whether a structure is in the set. */
    public boolean contains(Structure s) {
        return size > 0 && table[place(table, of(s))] != 0;
    }

    /** Returns the number of different structures. */
    public int size() {
        return size;
    }

    /** Returns the fingerprints in ascending order. */
    public long[] sorted() {
        return Arrays.stream(table).filter(f -> f != 0).sorted().toArray();
    }

    /** Returns the number of bytes of the table. */
    public long bytes() {
        return 8L * table.length;
    }
}
