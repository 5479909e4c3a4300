package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** 5 rows by 2 vectors: as many sums as 16 registers hold beside the factors. */
final class Tile5x2 implements MicroKernel {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int V = S.length();

    @Override
    public int rows() {
        return 5;
    }

    @Override
    public int columns() {
        return 2 * V;
    }

    @Override
    public void run(int steps, double[] a, int aOffset, double[] b, int bOffset, double[] tile) {
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector c00 = zero;
        DoubleVector c01 = zero;
        DoubleVector c10 = zero;
        DoubleVector c11 = zero;
        DoubleVector c20 = zero;
        DoubleVector c21 = zero;
        DoubleVector c30 = zero;
        DoubleVector c31 = zero;
        DoubleVector c40 = zero;
        DoubleVector c41 = zero;
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
            DoubleVector a2 = DoubleVector.broadcast(S, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            p += 5;
            q += 2 * V;
        }
        c00.intoArray(tile, 0);
        c01.intoArray(tile, V);
        c10.intoArray(tile, 2 * V);
        c11.intoArray(tile, 3 * V);
        c20.intoArray(tile, 4 * V);
        c21.intoArray(tile, 5 * V);
        c30.intoArray(tile, 6 * V);
        c31.intoArray(tile, 7 * V);
        c40.intoArray(tile, 8 * V);
        c41.intoArray(tile, 9 * V);
    }
}
