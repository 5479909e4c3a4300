package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** 8 rows by 3 vectors: 24 sums, 3 vectors of B and a broadcast fill 28 of the 32 registers of AVX-512. */
final class Tile8x3 implements MicroKernel {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int V = S.length();

    @Override
    public int rows() {
        return 8;
    }

    @Override
    public int columns() {
        return 3 * V;
    }

    @Override
    public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
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
        DoubleVector c40 = zero;
        DoubleVector c41 = zero;
        DoubleVector c42 = zero;
        DoubleVector c50 = zero;
        DoubleVector c51 = zero;
        DoubleVector c52 = zero;
        DoubleVector c60 = zero;
        DoubleVector c61 = zero;
        DoubleVector c62 = zero;
        DoubleVector c70 = zero;
        DoubleVector c71 = zero;
        DoubleVector c72 = zero;
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
            DoubleVector a4 = DoubleVector.broadcast(S, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(S, a[p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            DoubleVector a6 = DoubleVector.broadcast(S, a[p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            DoubleVector a7 = DoubleVector.broadcast(S, a[p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
            p += 8;
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
        c40.intoArray(tile, 12 * V);
        c41.intoArray(tile, 13 * V);
        c42.intoArray(tile, 14 * V);
        c50.intoArray(tile, 15 * V);
        c51.intoArray(tile, 16 * V);
        c52.intoArray(tile, 17 * V);
        c60.intoArray(tile, 18 * V);
        c61.intoArray(tile, 19 * V);
        c62.intoArray(tile, 20 * V);
        c70.intoArray(tile, 21 * V);
        c71.intoArray(tile, 22 * V);
        c72.intoArray(tile, 23 * V);
    }
}
