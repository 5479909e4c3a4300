package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of one, two and four rows, for the rows that whole tiles leave over. A product with few rows reads each element
 * of B for few multiply-adds, so memory is its limit; the rows of zeros that fill a whole tile would take longer.
 */
enum ShortTile implements MicroKernel {
    ONE_BY_THREE(1, 3) {
        @Override
        public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
            oneByThree(steps, a, aOffset, b, bOffset, tile);
        }
    },
    TWO_BY_THREE(2, 3) {
        @Override
        public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
            twoByThree(steps, a, aOffset, b, bOffset, tile);
        }
    },
    FOUR_BY_THREE(4, 3) {
        @Override
        public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
            fourByThree(steps, a, aOffset, b, bOffset, tile);
        }
    },
    ONE_BY_TWO(1, 2) {
        @Override
        public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
            oneByTwo(steps, a, aOffset, b, bOffset, tile);
        }
    },
    TWO_BY_TWO(2, 2) {
        @Override
        public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
            twoByTwo(steps, a, aOffset, b, bOffset, tile);
        }
    };

    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int V = S.length();

    private final int rows;
    private final int vectors;

    ShortTile(int rows, int vectors) {
        this.rows = rows;
        this.vectors = vectors;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return vectors * V;
    }

    private static void oneByThree(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector c00 = zero;
        DoubleVector c01 = zero;
        DoubleVector c02 = zero;
        int p = aOffset;
        int q = bOffset;
        for (int k = 0; k < steps; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, q);
            DoubleVector b1 = DoubleVector.fromArray(S, b, q + V);
            DoubleVector b2 = DoubleVector.fromArray(S, b, q + 2 * V);
            DoubleVector a0 = DoubleVector.broadcast(S, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            p++;
            q += 3 * V;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, V);
        c02.intoArray(tile, 2 * V);
    }

    private static void twoByThree(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector c00 = zero;
        DoubleVector c01 = zero;
        DoubleVector c02 = zero;
        DoubleVector c10 = zero;
        DoubleVector c11 = zero;
        DoubleVector c12 = zero;
        int p = aOffset;
        int q = bOffset;
        for (int k = 0; k < steps; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, q);
            DoubleVector b1 = DoubleVector.fromArray(S, b, q + V);
            DoubleVector b2 = DoubleVector.fromArray(S, b, q + 2 * V);
            DoubleVector a0 = DoubleVector.broadcast(S, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            p += 2;
            q += 3 * V;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, V);
        c02.intoArray(tile, 2 * V);
        c10.intoArray(tile, 3 * V);
        c11.intoArray(tile, 4 * V);
        c12.intoArray(tile, 5 * V);
    }

    private static void fourByThree(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector c00 = zero;
        DoubleVector c01 = zero;
        DoubleVector c02 = zero;
        DoubleVector c10 = zero;
        DoubleVector c11 = zero;
        DoubleVector c12 = zero;
        DoubleVector c20 = zero;
        DoubleVector c21 = zero;
        DoubleVector c22 = zero;
        DoubleVector c30 = zero;
        DoubleVector c31 = zero;
        DoubleVector c32 = zero;
        int p = aOffset;
        int q = bOffset;
        for (int k = 0; k < steps; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, q);
            DoubleVector b1 = DoubleVector.fromArray(S, b, q + V);
            DoubleVector b2 = DoubleVector.fromArray(S, b, q + 2 * V);
            DoubleVector a0 = DoubleVector.broadcast(S, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(S, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            p += 4;
            q += 3 * V;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, V);
        c02.intoArray(tile, 2 * V);
        c10.intoArray(tile, 3 * V);
        c11.intoArray(tile, 4 * V);
        c12.intoArray(tile, 5 * V);
        c20.intoArray(tile, 6 * V);
        c21.intoArray(tile, 7 * V);
        c22.intoArray(tile, 8 * V);
        c30.intoArray(tile, 9 * V);
        c31.intoArray(tile, 10 * V);
        c32.intoArray(tile, 11 * V);
    }

    private static void oneByTwo(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector c00 = zero;
        DoubleVector c01 = zero;
        int p = aOffset;
        int q = bOffset;
        for (int k = 0; k < steps; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, q);
            DoubleVector b1 = DoubleVector.fromArray(S, b, q + V);
            DoubleVector a0 = DoubleVector.broadcast(S, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            p++;
            q += 2 * V;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, V);
    }

    private static void twoByTwo(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector c00 = zero;
        DoubleVector c01 = zero;
        DoubleVector c10 = zero;
        DoubleVector c11 = zero;
        int p = aOffset;
        int q = bOffset;
        for (int k = 0; k < steps; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, q);
            DoubleVector b1 = DoubleVector.fromArray(S, b, q + V);
            DoubleVector a0 = DoubleVector.broadcast(S, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            p += 2;
            q += 2 * V;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, V);
        c10.intoArray(tile, 2 * V);
        c11.intoArray(tile, 3 * V);
    }
}
