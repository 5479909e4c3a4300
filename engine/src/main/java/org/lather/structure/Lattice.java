package org.lather.structure;

/**
 * The lattice vectors h_k of a cell in its periodic directions, completed by orthonormal vectors in the others, and the
 * dual vectors b_k with b_k·h_m = δ_km. b_k·r counts lattice planes along k, which are 1/|b_k| apart, so the values of
 * two points that are closer than r_c differ by less than r_c |b_k|.
 */
public final class Lattice {
    private static final int MOST_CELLS = 1 << 28;

    private final Cell cell;
    private final double[][] dual;
    private final double[] density = new double[3];
    private final double extent;

    /** @throws IllegalArgumentException if an atom is so many cells away that integers cannot count them */
    public Lattice(Structure s) {
        this.cell = s.cell();
        this.dual = duals(complete(cell));
        double largest = 0;
        for (int i = 0; i < s.size(); i++) {
            for (int axis = 0; axis < 3; axis++) {
                largest = Math.max(largest, Math.abs(s.position(i, axis)));
            }
        }
        this.extent = largest;
        for (int k = 0; k < 3; k++) {
            density[k] = Math.sqrt(dot(dual[k], dual[k]));
            if (periodic(k) && density[k] * extent > MOST_CELLS) {
                throw new IllegalArgumentException("expected atoms within " + MOST_CELLS
                        + " cells of the origin, got coordinates up to " + extent + " Å; wrap them into the cell");
            }
        }
    }

    /** Whether the structure is periodic along h_k. */
    public boolean periodic(int k) {
        return cell.periodic(k);
    }

    /** The coordinate b_k·(x, y, z), in units of h_k along periodic directions and in Å along others. */
    public double coordinate(int k, double x, double y, double z) {
        return dual[k][0] * x + dual[k][1] * y + dual[k][2] * z;
    }

    /**
     * The largest difference of a coordinate between two points that are closer than the cutoff: r_c |b_k|, and a
     * margin for rounding in nearly flat cells and far from the origin.
     */
    public double reach(int k, double cutoff) {
        double exact = cutoff * density[k];
        return exact + 1e-6 * (1 + exact) + 1e-7 * density[k] * extent;
    }

    private static double[][] complete(Cell cell) {
        double[][] h = new double[3][];
        int given = 0;
        for (int k = 0; k < 3; k++) {
            if (cell.periodic(k)) {
                h[k] = new double[] {cell.get(k, 0), cell.get(k, 1), cell.get(k, 2)};
                given++;
            }
        }
        if (given == 0) {
            return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        }
        if (given == 1) {
            int k = cell.periodic(0) ? 0 : cell.periodic(1) ? 1 : 2;
            h[(k + 1) % 3] = unit(cross(h[k], leastAligned(h[k])));
        }
        for (int k = 0; k < 3; k++) {
            if (h[k] == null) {
                h[k] = unit(cross(h[(k + 1) % 3], h[(k + 2) % 3]));
            }
        }
        return h;
    }

    private static double[] leastAligned(double[] v) {
        double[] axis = new double[3];
        int k = Math.abs(v[0]) <= Math.abs(v[1]) ? 0 : 1;
        axis[Math.abs(v[2]) < Math.abs(v[k]) ? 2 : k] = 1;
        return axis;
    }

    private static double[][] duals(double[][] h) {
        double volume = dot(h[0], cross(h[1], h[2]));
        double[][] b = new double[3][];
        for (int k = 0; k < 3; k++) {
            b[k] = cross(h[(k + 1) % 3], h[(k + 2) % 3]);
            for (int x = 0; x < 3; x++) {
                b[k][x] /= volume;
            }
        }
        return b;
    }

    private static double[] unit(double[] v) {
        double length = Math.sqrt(dot(v, v));
        return new double[] {v[0] / length, v[1] / length, v[2] / length};
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
