package org.lather.structure;

import java.util.Arrays;

/**
 * The periodic cell: three lattice vectors (rows, Å) and the directions in which it is periodic. A vector of a
 * non-periodic direction is ignored.
 */
public final class Cell {
    /** A cell without lattice vectors and periodic directions. */
    public static final Cell NONE = new Cell(new double[9], false, false, false);

    private final double[] rows;
    private final boolean[] periodic;

    private Cell(double[] rows, boolean a, boolean b, boolean c) {
        this.rows = rows.clone();
        this.periodic = new boolean[] {a, b, c};
    }

    /**
     * @param rows the lattice vectors a, b, c one after another, nine numbers, Å
     * @throws IllegalArgumentException if numbers are not finite, or periodic vectors are linearly dependent
     */
    public static Cell of(double[] rows, boolean a, boolean b, boolean c) {
        if (rows.length != 9) {
            throw new IllegalArgumentException("expected 9 numbers for the cell, got " + rows.length);
        }
        for (double x : rows) {
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException("expected finite numbers in the cell, got " + x);
            }
        }
        Cell cell = new Cell(rows, a, b, c);
        if (cell.singular()) {
            throw new IllegalArgumentException("expected linearly independent periodic cell vectors, got "
                    + Arrays.toString(rows) + " (a singular cell)");
        }
        return cell;
    }

    /** Creates a cell that is periodic in all three directions. */
    public static Cell periodic(double... rows) {
        return of(rows, true, true, true);
    }

    private boolean singular() {
        // Gram-Schmidt over the periodic vectors: each must have a component outside the span of the earlier ones
        double[][] q = new double[3][];
        int n = 0;
        for (int d = 0; d < 3; d++) {
            if (!periodic[d]) {
                continue;
            }
            double[] v = Arrays.copyOfRange(rows, 3 * d, 3 * d + 3);
            double length = Math.sqrt(dot(v, v));
            for (int k = 0; k < n; k++) {
                double s = dot(v, q[k]);
                for (int x = 0; x < 3; x++) {
                    v[x] -= s * q[k][x];
                }
            }
            double rest = Math.sqrt(dot(v, v));
            if (length < 1e-8 || rest < 1e-8 * length) {
                return true;
            }
            for (int x = 0; x < 3; x++) {
                v[x] /= rest;
            }
            q[n++] = v;
        }
        return false;
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /** The lattice vectors a, b, c one after another, nine numbers, Å. */
    public double[] rows() {
        return rows.clone();
    }

    /** Component {@code axis} (x, y, z) of lattice vector {@code vector}, Å. */
    public double get(int vector, int axis) {
        return rows[3 * vector + axis];
    }

    public boolean periodic(int direction) {
        return periodic[direction];
    }

    public boolean anyPeriodic() {
        return periodic[0] || periodic[1] || periodic[2];
    }

    /** Whether the cell is periodic in all three directions. */
    public boolean periodicEverywhere() {
        return periodic[0] && periodic[1] && periodic[2];
    }

    /** Whether lattice vectors were given (a file may have them without periodic directions). */
    public boolean hasVectors() {
        return Arrays.stream(rows).anyMatch(x -> x != 0);
    }

    /** Signed volume of the three vectors, Å³. */
    public double volume() {
        double[] r = rows;
        return r[0] * (r[4] * r[8] - r[5] * r[7])
                + r[1] * (r[5] * r[6] - r[3] * r[8])
                + r[2] * (r[3] * r[7] - r[4] * r[6]);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Cell c && Arrays.equals(rows, c.rows) && Arrays.equals(periodic, c.periodic);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(rows) + Arrays.hashCode(periodic);
    }

    @Override
    public String toString() {
        return "Cell" + Arrays.toString(rows) + Arrays.toString(periodic);
    }
}
