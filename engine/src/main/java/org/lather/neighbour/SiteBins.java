package org.lather.neighbour;

import org.lather.structure.Lattice;
import org.lather.structure.Structure;

/** The atoms of a structure and their periodic images, sorted into bins, so that those near a point are found. */
final class SiteBins {
    /** Approximate width of a bin, Å. */
    private static final double WIDTH = 2;

    private final Structure structure;
    private final Lattice lattice;
    private final int[] bins = new int[3];
    /** Of directions that are not periodic: the smallest coordinate and the width of a bin, Å. */
    private final double[] lowest = new double[3];

    private final double[] width = new double[3];
    /** The bin of each atom along each direction, which may lie in another cell, [n][3]. */
    private final int[] own;

    private final int[] starts;
    private final int[] atoms;

    /** Takes an image of an atom, and the vector from the point to it, Å. */
    interface Visitor {
        void visit(int atom, double x, double y, double z);
    }

    SiteBins(Structure structure) {
        this.structure = structure;
        this.lattice = new Lattice(structure);
        int n = structure.size();
        for (int k = 0; k < 3; k++) {
            divide(k);
        }
        own = new int[3 * n];
        starts = new int[bins[0] * bins[1] * bins[2] + 1];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                own[3 * i + k] = (int) Math.floor(place(
                        k,
                        coordinate(k, structure.position(i, 0), structure.position(i, 1), structure.position(i, 2))));
            }
            starts[bin(own[3 * i], own[3 * i + 1], own[3 * i + 2]) + 1]++;
        }
        for (int b = 1; b < starts.length; b++) {
            starts[b] += starts[b - 1];
        }
        atoms = new int[n];
        int[] next = starts.clone();
        for (int i = 0; i < n; i++) {
            atoms[next[bin(own[3 * i], own[3 * i + 1], own[3 * i + 2])]++] = i;
        }
    }

    /** Chooses the number of bins along a direction, at most about the cube root of the number of atoms. */
    private void divide(int k) {
        int n = structure.size();
        int most = (int) Math.ceil(2 * Math.cbrt(n));
        if (lattice.periodic(k)) {
            bins[k] = (int) Math.max(1, Math.min(most, 1 / lattice.reach(k, WIDTH)));
            return;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double c = coordinate(k, structure.position(i, 0), structure.position(i, 1), structure.position(i, 2));
            low = Math.min(low, c);
            high = Math.max(high, c);
        }
        lowest[k] = low;
        bins[k] = (int) Math.max(1, Math.min(most, (high - low) / WIDTH));
        width[k] = Math.max((high - low) / bins[k], 1e-3);
    }

    private double coordinate(int k, double x, double y, double z) {
        return lattice.coordinate(k, x, y, z);
    }

    /** A coordinate in units of bins. */
    private double place(int k, double coordinate) {
        return lattice.periodic(k) ? coordinate * bins[k] : (coordinate - lowest[k]) / width[k];
    }

    private int wrapped(int k, int bin) {
        return lattice.periodic(k) ? Math.floorMod(bin, bins[k]) : Math.max(0, Math.min(bins[k] - 1, bin));
    }

    private int bin(int a, int b, int c) {
        return (wrapped(0, a) * bins[1] + wrapped(1, b)) * bins[2] + wrapped(2, c);
    }

    Lattice lattice() {
        return lattice;
    }

    /** Visits the atoms and images that are not farther than a distance from a point. */
    void near(double[] point, double distance, Visitor visitor) {
        int[] from = new int[3];
        int[] to = new int[3];
        for (int k = 0; k < 3; k++) {
            double c = coordinate(k, point[0], point[1], point[2]);
            double reach = lattice.reach(k, distance);
            from[k] = (int) Math.floor(place(k, c - reach));
            to[k] = (int) Math.floor(place(k, c + reach));
            if (!lattice.periodic(k)) {
                from[k] = wrapped(k, from[k]);
                to[k] = wrapped(k, to[k]);
            }
        }
        for (int a = from[0]; a <= to[0]; a++) {
            for (int b = from[1]; b <= to[1]; b++) {
                for (int c = from[2]; c <= to[2]; c++) {
                    visitBin(new int[] {a, b, c}, point, distance * distance, visitor);
                }
            }
        }
    }

    private void visitBin(int[] at, double[] point, double square, Visitor visitor) {
        int bin = bin(at[0], at[1], at[2]);
        for (int e = starts[bin]; e < starts[bin + 1]; e++) {
            int i = atoms[e];
            double[] d = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                d[axis] = structure.position(i, axis) - point[axis];
            }
            for (int k = 0; k < 3; k++) {
                if (lattice.periodic(k)) {
                    int cells = Math.floorDiv(at[k], bins[k]) - Math.floorDiv(own[3 * i + k], bins[k]);
                    for (int axis = 0; axis < 3; axis++) {
                        d[axis] += cells * structure.cell().get(k, axis);
                    }
                }
            }
            if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= square) {
                visitor.visit(i, d[0], d[1], d[2]);
            }
        }
    }
}
