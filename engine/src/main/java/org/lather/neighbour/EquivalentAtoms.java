package org.lather.neighbour;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Finds the atoms that are equivalent by symmetry: by the isometries (translations, rotations, reflections and their
 * products) that map a structure and its lattice onto themselves within a tolerance.
 *
 * <p>An isometry is fixed by the images of an atom p and of two vectors u, v from it to neighbours that are not on one
 * line with it. Candidates are all atoms like p with all pairs of neighbours whose lengths and angle agree, each proper
 * and improper. Those that map p onto itself, and one for each of its images, generate the whole group.
 */
public final class EquivalentAtoms {
    private static final double FIRST_RADIUS = 3;
    /** Sine of the angle of u and v from which they are not on one line. */
    private static final double SINE = 0.1;

    private final Structure structure;
    private final double tolerance;
    private final SiteBins sites;
    private final int[] parents;
    /** The order in which images of atoms are searched: one that refuted a candidate is the first for the next. */
    private final int[] order;

    private EquivalentAtoms(Structure structure, double tolerance) {
        this.structure = structure;
        this.tolerance = tolerance;
        this.sites = new SiteBins(structure);
        this.parents = IntStream.range(0, structure.size()).toArray();
        this.order = parents.clone();
    }

    /**
     * The orbits of atoms: the smallest index of the atoms that are equivalent to each atom.
     *
     * @param tolerance largest distance between an atom and the image of an equivalent one, about, Å
     */
    public static int[] orbits(Structure structure, double tolerance) {
        EquivalentAtoms atoms = new EquivalentAtoms(structure, tolerance);
        if (structure.size() > 1) {
            atoms.search();
        }
        return IntStream.range(0, structure.size()).map(atoms::root).toArray();
    }

    /** A neighbour: its atomic number, and the vector to it and its length, Å. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Site(int number, double[] vector, double length) {}

    private void search() {
        int[] like = rarest();
        double radius = FIRST_RADIUS;
        double most = extent();
        if (!structure.cell().anyPeriodic()) {
            radius = most;
        }
        List<Site> around = around(like[0], radius);
        Site[] frame = frame(around);
        while (frame.length < 2 && radius < most) {
            radius = Math.min(most, 2 * radius);
            around = around(like[0], radius);
            frame = frame(around);
        }
        if (frame.length == 0) {
            return;
        }
        for (int to : like) {
            boolean all = to == like[0];
            if (all || root(to) != root(like[0])) {
                map(like[0], frame, to, all);
            }
        }
    }

    /** A distance that reaches all atoms of the structure, or the next images. */
    private double extent() {
        double[] low = {1e300, 1e300, 1e300};
        double[] high = {-1e300, -1e300, -1e300};
        for (int i = 0; i < structure.size(); i++) {
            for (int x = 0; x < 3; x++) {
                low[x] = Math.min(low[x], structure.position(i, x));
                high[x] = Math.max(high[x], structure.position(i, x));
            }
        }
        double sum = FIRST_RADIUS;
        for (int x = 0; x < 3; x++) {
            sum += structure.cell().anyPeriodic() ? 0 : high[x] - low[x];
            if (structure.cell().periodic(x)) {
                sum += length(structure.cell(), x);
            }
        }
        return sum;
    }

    private static double length(Cell cell, int k) {
        return Math.sqrt(Axes.dot(vector(cell, k), vector(cell, k)));
    }

    private static double[] vector(Cell cell, int k) {
        return new double[] {cell.get(k, 0), cell.get(k, 1), cell.get(k, 2)};
    }

    /** The atoms of the element that the fewest atoms have. */
    private int[] rarest() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int z : structure.atomicNumbers()) {
            counts.merge(z, 1, Integer::sum);
        }
        int z = counts.entrySet().stream()
                .min(Comparator.comparing(Map.Entry<Integer, Integer>::getValue).thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getKey();
        return IntStream.range(0, structure.size())
                .filter(i -> structure.atomicNumber(i) == z)
                .toArray();
    }

    private double[] position(int atom) {
        return new double[] {structure.position(atom, 0), structure.position(atom, 1), structure.position(atom, 2)};
    }

    private List<Site> around(int atom, double radius) {
        List<Site> out = new ArrayList<>();
        sites.near(position(atom), radius + tolerance, (i, x, y, z) -> {
            double length = Math.sqrt(x * x + y * y + z * z);
            if (length > tolerance) {
                out.add(new Site(structure.atomicNumber(i), new double[] {x, y, z}, length));
            }
        });
        out.sort(Comparator.comparingDouble(Site::length));
        return out;
    }

    /** The farthest neighbour u and the one v farthest from the line through it; v is absent if all are on a line. */
    private static Site[] frame(List<Site> around) {
        if (around.isEmpty()) {
            return new Site[0];
        }
        Site u = around.get(around.size() - 1);
        Site v = around.stream()
                .max(Comparator.comparingDouble(s -> sine(u, s) * s.length))
                .orElseThrow();
        return sine(u, v) < SINE ? new Site[] {u} : new Site[] {u, v};
    }

    private static double sine(Site u, Site v) {
        double[] c = Axes.cross(u.vector, v.vector);
        return Math.sqrt(Axes.dot(c, c)) / (u.length * v.length);
    }

    /** Tries the isometries that map one atom onto another, all of them or until one is found. */
    private void map(int from, Site[] frame, int to, boolean all) {
        Site u = frame[0];
        Site v = frame[frame.length - 1];
        Axes axes = Axes.of(u.vector, v.vector, 1);
        List<Site> around = around(to, Math.max(u.length, v.length) + tolerance);
        List<Site> second = around.stream().filter(s -> agree(s, v)).toList();
        for (Site s : around) {
            if (!agree(s, u)) {
                continue;
            }
            for (Site t : frame.length == 1 ? List.of(s) : second) {
                double angle = Math.abs(Axes.dot(s.vector, t.vector) - Axes.dot(u.vector, v.vector));
                if (angle > 2 * tolerance * (u.length + v.length)) {
                    continue;
                }
                for (int handedness = 1; handedness >= -1; handedness -= 2) {
                    double[] rotation = axes.onto(Axes.of(s.vector, t.vector, handedness));
                    if (maps(from, rotation, to, u.length) && !all) {
                        return;
                    }
                }
            }
        }
    }

    private boolean agree(Site a, Site b) {
        return a.number == b.number && Math.abs(a.length - b.length) <= 2 * tolerance;
    }

    /** Unites the atoms that an isometry maps onto each other, if it maps the structure onto itself. */
    private boolean maps(int from, double[] rotation, int to, double lever) {
        double[] exact = lattice(rotation, lever);
        if (exact.length == 0) {
            return false;
        }
        boolean whole = structure.cell().periodicEverywhere();
        double[] origin = position(from);
        double[] image = position(to);
        int[] images = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            int a = order[k];
            double[] d = position(a);
            for (int x = 0; x < 3; x++) {
                d[x] -= origin[x];
            }
            double loose = tolerance * (2 + (whole ? 1 : 2 * Math.sqrt(Axes.dot(d, d)) / lever));
            double[] at = Axes.times(exact, d);
            for (int x = 0; x < 3; x++) {
                at[x] += image[x];
            }
            int found = atom(at, loose, structure.atomicNumber(a));
            if (found < 0) {
                System.arraycopy(order, 0, order, 1, k);
                order[0] = a;
                return false;
            }
            images[k] = found;
        }
        for (int k = 0; k < order.length; k++) {
            unite(order[k], images[k]);
        }
        return true;
    }

    /** The nearest atom of an element at a point, or -1. */
    private int atom(double[] at, double distance, int number) {
        int[] found = {-1};
        double[] least = {Double.POSITIVE_INFINITY};
        sites.near(at, distance, (i, x, y, z) -> {
            double square = x * x + y * y + z * z;
            if (structure.atomicNumber(i) == number && square < least[0]) {
                least[0] = square;
                found[0] = i;
            }
        });
        return found[0];
    }

    /**
     * The rotation, if it maps the lattice onto itself; otherwise an empty array. That of a lattice of three directions
     * is replaced by the exact map of the lattice, so that a small error of its angle does not grow with the distance.
     */
    private double[] lattice(double[] rotation, double lever) {
        double[][] images = new double[3][];
        for (int k = 0; k < 3; k++) {
            if (!structure.cell().periodic(k)) {
                continue;
            }
            double[] h = vector(structure.cell(), k);
            double[] rotated = Axes.times(rotation, h);
            double[] whole = new double[3];
            for (int m = 0; m < 3; m++) {
                if (structure.cell().periodic(m)) {
                    double n = Math.rint(sites.lattice().coordinate(m, rotated[0], rotated[1], rotated[2]));
                    for (int x = 0; x < 3; x++) {
                        whole[x] += n * structure.cell().get(m, x);
                    }
                }
            }
            double square = 0;
            for (int x = 0; x < 3; x++) {
                square += (whole[x] - rotated[x]) * (whole[x] - rotated[x]);
            }
            if (Math.sqrt(square) > tolerance * (2 + 4 * Math.sqrt(Axes.dot(h, h)) / lever)) {
                return new double[0];
            }
            images[k] = whole;
        }
        return structure.cell().periodicEverywhere() ? ofLattice(images) : rotation;
    }

    /** The linear map of the lattice vectors onto their images, Σ_k image_k b_kᵀ with the dual vectors b_k. */
    private double[] ofLattice(double[][] images) {
        double[] out = new double[9];
        for (int column = 0; column < 3; column++) {
            double[] unit = new double[3];
            unit[column] = 1;
            for (int k = 0; k < 3; k++) {
                double dual = sites.lattice().coordinate(k, unit[0], unit[1], unit[2]);
                for (int row = 0; row < 3; row++) {
                    out[3 * row + column] += images[k][row] * dual;
                }
            }
        }
        return out;
    }

    private int root(int atom) {
        int at = atom;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private void unite(int a, int b) {
        int x = root(a);
        int y = root(b);
        parents[Math.max(x, y)] = Math.min(x, y);
    }
}
