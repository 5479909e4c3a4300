package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;

/**
 * The innermost loop of matrix products: one tile of C [rows][columns] := alpha Σ_k a_k b_kᵀ (+ C). Every element is a chain of
 * fused multiply-adds in the order of k, begun at 0, then alpha times it plus C in one more: so the bits do not depend on the
 * tile's shape, nor on the length of vectors.
 */
sealed interface MicroKernel permits Tile8x3, Tile5x2, Tile4x2 {
    /** From this version on the compiler keeps ten sums and three operands in 16 registers; measured on 17 and 25 only. */
    int LATER_COMPILER = 22;

    int rows();

    /** A multiple of the vectors' length. */
    int columns();

    /**
     * @param steps the length of the sum
     * @param a packed [steps][rows]
     * @param b packed [steps][columns]
     * @param add whether C is added to, else it is not read
     */
    void run(
            int steps,
            double alpha,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            boolean add,
            double[] c,
            int cOffset,
            int cStride);

    /** The fastest for the vectors and the compiler at hand. */
    static MicroKernel fastest() {
        if (DoubleVector.SPECIES_PREFERRED.length() >= 8) {
            return new Tile8x3();
        }
        return Runtime.version().feature() >= LATER_COMPILER ? new Tile5x2() : new Tile4x2();
    }
}
