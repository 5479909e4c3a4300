package org.lather.bench;

import java.util.ArrayList;
import java.util.List;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Crystals of the diamond structure, all of one element. */
final class DiamondCrystal {
    private final int element;
    private final double edge;

    /** @param edge of the cubic cell, Å */
    DiamondCrystal(int element, double edge) {
        this.element = element;
        this.edge = edge;
    }

    /** Cubic cells, eight atoms each. */
    Structure cubic(int repeat) {
        int n = repeat;
        return crystal(new double[] {n, 0, 0, 0, n, 0, 0, 0, n}, 0, 0);
    }

    /** Returns the crystal without the atom at the origin. */
    Structure vacancy(int repeat) {
        Structure whole = cubic(repeat);
        double[] x = new double[3 * whole.size() - 3];
        System.arraycopy(whole.positions(), 3, x, 0, x.length);
        return of(x, whole.cell());
    }

    /** A slab with two (100) surfaces that are not reconstructed, 1×1 in the plane. */
    Structure slab100(double vacuum) {
        // 16 layers, cut midway between two
        return crystal(new double[] {0.5, 0.5, 0, -0.5, 0.5, 0, 0, 0, 4}, 0.5 / 16, vacuum);
    }

    /** A slab with two (111) surfaces between the double layers, 1×1 in the plane. */
    Structure slab111(double vacuum) {
        // nine double layers; those at sums of coordinates 0 and 3/4 edges are joined by bonds along the normal, which
        // are cut
        return crystal(new double[] {0.5, -0.5, 0, 0, 0.5, -0.5, 3, 3, 3}, -0.375 / 9, vacuum);
    }

    /** Area of the plane of the first two vectors of a slab, Å². */
    static double area(Structure slab) {
        double[] n = normal(slab.cell().rows());
        return Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    }

    private static double[] normal(double[] h) {
        return new double[] {h[1] * h[5] - h[2] * h[4], h[2] * h[3] - h[0] * h[5], h[0] * h[4] - h[1] * h[3]};
    }

    /**
     * All atoms in a cell.
     *
     * @param vectors lattice vectors in edges of the cubic cell, one after another
     * @param shift of the atoms along the third, in parts of it
     * @param vacuum that is added to the third along the normal of the others, Å
     */
    private Structure crystal(double[] vectors, double shift, double vacuum) {
        double[] h = new double[9];
        for (int k = 0; k < 9; k++) {
            h[k] = vectors[k] * edge;
        }
        double[] inverse = inverse(h);
        int reach = 10;
        List<double[]> atoms = new ArrayList<>();
        int[][] centres = {{0, 0, 0}, {0, 2, 2}, {2, 0, 2}, {2, 2, 0}};
        for (int c = 0; c < reach * reach * reach * 8; c++) {
            int[] cell = {
                c % (2 * reach) - reach, c / (2 * reach) % (2 * reach) - reach, c / (4 * reach * reach) - reach
            };
            for (int[] centre : centres) {
                for (int basis = 0; basis < 2; basis++) {
                    double[] f = new double[3];
                    for (int a = 0; a < 3; a++) {
                        for (int x = 0; x < 3; x++) {
                            f[a] += (cell[x] + (centre[x] + basis) / 4.0) * edge * inverse[3 * x + a];
                        }
                    }
                    f[2] += shift;
                    if (inside(f)) {
                        atoms.add(f);
                    }
                }
            }
        }
        double[] x = new double[3 * atoms.size()];
        for (int i = 0; i < atoms.size(); i++) {
            for (int k = 0; k < 3; k++) {
                for (int a = 0; a < 3; a++) {
                    x[3 * i + k] += atoms.get(i)[a] * h[3 * a + k];
                }
            }
        }
        double[] n = normal(h);
        double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (int k = 0; k < 3; k++) {
            h[6 + k] += vacuum * n[k] / length;
        }
        return of(x, Cell.periodic(h));
    }

    private static boolean inside(double[] f) {
        boolean in = true;
        for (double v : f) {
            in &= v > -1e-9 && v < 1 - 1e-9;
        }
        return in;
    }

    private Structure of(double[] x, Cell cell) {
        int[] z = new int[x.length / 3];
        java.util.Arrays.fill(z, element);
        return Structure.of(z, x, cell);
    }

    /** Columns are the reciprocal vectors: fractional coordinates are x · inverse. */
    private static double[] inverse(double[] h) {
        double volume = Cell.periodic(h).volume();
        double[] out = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int a = (j + 1) % 3;
                int b = (j + 2) % 3;
                int p = (i + 1) % 3;
                int q = (i + 2) % 3;
                out[3 * i + j] = (h[3 * a + p] * h[3 * b + q] - h[3 * a + q] * h[3 * b + p]) / volume;
            }
        }
        return out;
    }
}
