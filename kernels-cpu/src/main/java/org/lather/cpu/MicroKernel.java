package org.lather.cpu;

import java.util.Arrays;

/**
 * The innermost loop of matrix products: one tile [rows][columns] := Σ_k a_k b_kᵀ. Every element is a chain of fused
 * multiply-adds in the order of k, begun at 0: so the bits depend neither on the tile's shape nor on the vectors'
 * length.
 *
 * <p>A kernel contains only its sums and stores them unchanged: compilers stop inlining in methods with more vector
 * operations, and then every vector becomes an object. For the same reason k is not unrolled.
 */
sealed interface MicroKernel permits Tile8x3, Tile7x3, Tile5x2, ShortTile {
    /**
     * First version whose compiler allocates registers differently: 32 registers hold 21 sums instead of 24. Measured
     * on 17 and 25 only.
     */
    int LATER_COMPILER = 22;

    int rows();

    /** A multiple of the vectors' length. */
    int columns();

    /**
     * @param steps the length of the sum
     * @param a packed [steps][rows] from {@code aOffset} on
     * @param b packed [steps][columns] from {@code bOffset} on
     * @param tile [rows][columns], overwritten
     */
    void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile);

    /**
     * The kernels of the same columns for 1, 2, ... rows up to those of a kernel, [rows − 1]: each the shortest that
     * has as many rows.
     */
    static MicroKernel[] byRows(MicroKernel whole) {
        MicroKernel[] out = new MicroKernel[whole.rows()];
        Arrays.fill(out, whole);
        ShortTile[] ascending = ShortTile.values();
        for (int i = ascending.length - 1; i >= 0; i--) {
            if (ascending[i].columns() == whole.columns() && ascending[i].rows() < whole.rows()) {
                Arrays.fill(out, 0, ascending[i].rows(), ascending[i]);
            }
        }
        return out;
    }

    /** The fastest kernel for the current vector length and compiler. */
    static MicroKernel fastest() {
        if (Lanes.SPECIES.length() < 8) {
            return new Tile5x2();
        }
        return Runtime.version().feature() >= LATER_COMPILER ? new Tile7x3() : new Tile8x3();
    }
}
