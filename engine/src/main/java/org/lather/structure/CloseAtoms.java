package org.lather.structure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;

/**
 * Finds atoms that are closer to each other than any matter has them, periodic images and an atom's own images
 * included. Atoms closer than {@value #NEAREST} Å are an error of the data: such a structure is refused wherever it is
 * read or used. Atoms closer than half the sum of their covalent radii are unusual: readers warn of them.
 *
 * <p>The cost is linear in the number of atoms: atoms and those of their images that are near the cell are hashed by
 * cubes that hold few atoms.
 */
public final class CloseAtoms {
    /** Distance below which two atoms overlap, Å. */
    public static final double NEAREST = 0.1;

    /** Atoms that are closer are one atom that was written twice, Å. */
    private static final double SAME_PLACE = 0.06;

    /** Number of points up to which testing all pairs is faster than hashing. */
    private static final int FEW = 32;

    private static final double FARTHEST = 1L << 50;

    /**
     * The two atoms that are closest to each other.
     *
     * @param first index of an atom, from 0
     * @param second index of the other, at least {@code first}; equal if an atom is close to its own image
     * @param image whether the distance is that to a periodic image
     * @param distance Å
     */
    public record Pair(int first, int second, boolean image, double distance) {
        /** Whether the atoms overlap, which is an error. */
        public boolean overlaps() {
            return distance < NEAREST;
        }

        /** The two atoms and their distance, for messages. */
        @Override
        public String toString() {
            return (first == second
                            ? "atom " + first + " and its own image"
                            : "atoms " + first + " and " + second + (image ? ", across the boundary of the cell," : ""))
                    + " " + length(distance) + " Å apart";
        }
    }

    /** Stands for two atoms where none are close. */
    static final Pair NONE = new Pair(0, 0, false, Double.POSITIVE_INFINITY);

    private final Structure s;
    private final double[] cell;
    private final double[] radii;
    /** The largest distance that is unusual for any pair of the structure's elements, Å. */
    private final double cutoff;

    /** Points [size][3]: the atoms, wrapped into the cell, and behind them their images near the cell. */
    private double[] points;

    private int[] atoms;
    private int size;
    private @Nullable Pair closest;

    private CloseAtoms(Structure s) {
        this.s = s;
        this.cell = s.cell().rows();
        int n = s.size();
        radii = new double[n];
        double largest = NEAREST;
        for (int i = 0; i < n; i++) {
            radii[i] = CovalentRadii.of(s.atomicNumber(i));
            largest = Math.max(largest, radii[i]);
        }
        cutoff = largest;
        points = s.positions();
        atoms = new int[n];
        for (int i = 0; i < n; i++) {
            atoms[i] = i;
        }
        size = n;
    }

    /**
     * The closest two atoms of those that are closer than {@value #NEAREST} Å or than half the sum of their covalent
     * radii; empty if there are none. A structure keeps the result, because those that read, predict and relax it ask.
     *
     * @throws IllegalArgumentException if an atom is so many cells away that integers cannot count them
     */
    public static Optional<Pair> find(Structure s) {
        return Optional.of(s.closest()).filter(pair -> pair.distance() < NONE.distance());
    }

    /** The closest two atoms of those that {@link #find} looks for, or {@link #NONE}. */
    static Pair search(Structure s) {
        CloseAtoms search = new CloseAtoms(s);
        if (s.cell().anyPeriodic()) {
            Lattice lattice = new Lattice(s);
            if (search.cellIsTooShort()) {
                return search.found();
            }
            search.addImages(lattice);
        }
        if (search.size <= FEW) {
            search.amongFew();
        } else {
            search.amongMany();
        }
        return search.found();
    }

    private Pair found() {
        return closest == null ? NONE : closest;
    }

    /** Whether two atoms of a structure overlap. */
    public static boolean overlap(Structure s) {
        return find(s).filter(Pair::overlaps).isPresent();
    }

    /**
     * Refuses a structure with overlapping atoms.
     *
     * @throws DataException that names both atoms and their distance
     */
    public static void refuse(Structure s) {
        find(s).filter(Pair::overlaps).ifPresent(pair -> {
            throw new DataException(
                    s.place() + "expected atoms at least " + NEAREST + " Å apart, found " + pair + " (counted from 0)",
                    Cure.text(cure(pair)));
        });
    }

    /** What to do about overlapping atoms, as a sentence without its full stop. */
    public static String cure(Pair pair) {
        if (pair.first() == pair.second()) {
            return "Give the cell in Å";
        }
        // positions in nanometres are a tenth of those in Å, copies of an atom at the same place
        return pair.distance() < SAME_PLACE ? "Remove one of them" : "Give the positions in Å, or remove one of them";
    }

    /** A distance in Å, for messages. */
    public static String length(double distance) {
        return String.format(Locale.ROOT, "%.3g", distance);
    }

    /** Looks for a sum or difference of lattice vectors that is shorter than two atoms may be apart. */
    private boolean cellIsTooShort() {
        double[] h = cell;
        int[] most = new int[3];
        for (int k = 0; k < 3; k++) {
            most[k] = s.cell().periodic(k) ? 1 : 0;
        }
        for (int a = 0; a <= most[0]; a++) {
            for (int b = -most[1]; b <= most[1]; b++) {
                for (int c = -most[2]; c <= most[2]; c++) {
                    double x = a * h[0] + b * h[3] + c * h[6];
                    double y = a * h[1] + b * h[4] + c * h[7];
                    double z = a * h[2] + b * h[5] + c * h[8];
                    double square = x * x + y * y + z * z;
                    if ((a != 0 || b != 0 || c != 0) && square < NEAREST * NEAREST) {
                        closest = new Pair(0, 0, true, Math.sqrt(square));
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void addImages(Lattice lattice) {
        int n = s.size();
        double[] f = new double[3];
        int[] low = new int[3];
        int[] high = new int[3];
        double[] reach = new double[3];
        for (int k = 0; k < 3; k++) {
            reach[k] = lattice.reach(k, cutoff);
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                if (lattice.periodic(k)) {
                    f[k] = lattice.coordinate(k, s.position(i, 0), s.position(i, 1), s.position(i, 2));
                    double outside = Math.floor(f[k]);
                    f[k] -= outside;
                    for (int x = 0; x < 3; x++) {
                        points[3 * i + x] -= outside * cell[3 * k + x];
                    }
                    low[k] = (int) Math.ceil(-reach[k] - f[k]);
                    high[k] = (int) Math.floor(1 + reach[k] - f[k]);
                }
            }
            for (int a = low[0]; a <= high[0]; a++) {
                for (int b = low[1]; b <= high[1]; b++) {
                    for (int c = low[2]; c <= high[2]; c++) {
                        if (a != 0 || b != 0 || c != 0) {
                            addImage(i, a, b, c);
                        }
                    }
                }
            }
        }
    }

    private void addImage(int i, int a, int b, int c) {
        if (size == atoms.length) {
            atoms = Arrays.copyOf(atoms, 2 * size + 8);
            points = Arrays.copyOf(points, 3 * atoms.length);
        }
        for (int x = 0; x < 3; x++) {
            points[3 * size + x] = points[3 * i + x] + (a * cell[x] + b * cell[3 + x] + c * cell[6 + x]);
        }
        atoms[size++] = i;
    }

    private void amongFew() {
        int n = s.size();
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < size; p++) {
                compare(i, p);
            }
        }
    }

    private void amongMany() {
        int mask = Integer.highestOneBit(Math.min(size, 1 << 28)) * 4 - 1;
        int[] first = new int[mask + 1];
        int[] next = new int[size];
        double edge = 2 * cutoff;
        for (int p = 0; p < size; p++) {
            int own = hash(cube(points[3 * p], edge), cube(points[3 * p + 1], edge), cube(points[3 * p + 2], edge))
                    & mask;
            next[p] = first[own];
            first[own] = p + 1;
        }
        long[] low = new long[3];
        long[] high = new long[3];
        for (int i = 0; i < s.size(); i++) {
            for (int x = 0; x < 3; x++) {
                low[x] = cube(points[3 * i + x] - cutoff, edge);
                high[x] = cube(points[3 * i + x] + cutoff, edge);
            }
            for (long a = low[0]; a <= high[0]; a++) {
                for (long b = low[1]; b <= high[1]; b++) {
                    for (long c = low[2]; c <= high[2]; c++) {
                        for (int p = first[hash(a, b, c) & mask]; p > 0; p = next[p - 1]) {
                            compare(i, p - 1);
                        }
                    }
                }
            }
        }
    }

    /** Compares an atom and a point, once for each pair of atoms and lattice vector. */
    private void compare(int i, int p) {
        int j = atoms[p];
        boolean image = p >= s.size();
        if (j > i || (j == i && !image)) {
            return;
        }
        double x = points[3 * i] - points[3 * p];
        double y = points[3 * i + 1] - points[3 * p + 1];
        double z = points[3 * i + 2] - points[3 * p + 2];
        double square = x * x + y * y + z * z;
        double most = Math.max(NEAREST, (radii[i] + radii[j]) / 2);
        if (square < most * most && (closest == null || square < closest.distance() * closest.distance())) {
            closest = new Pair(j, i, image || wrapped(i, j), Math.sqrt(square));
        }
    }

    /** Whether two atoms were wrapped into the cell by different lattice vectors. */
    private boolean wrapped(int i, int j) {
        double most = 0;
        for (int x = 0; x < 3; x++) {
            double moved = points[3 * i + x] - s.position(i, x) - (points[3 * j + x] - s.position(j, x));
            most = Math.max(most, Math.abs(moved));
        }
        return most > NEAREST / 2;
    }

    private static long cube(double x, double edge) {
        return (long) Math.floor(Math.max(-FARTHEST, Math.min(FARTHEST, x / edge)));
    }

    private static int hash(long a, long b, long c) {
        long h = (a * 0x9E3779B97F4A7C15L + b) * 0xC2B2AE3D27D4EB4FL + c;
        h = (h ^ h >>> 32) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 33);
    }
}
