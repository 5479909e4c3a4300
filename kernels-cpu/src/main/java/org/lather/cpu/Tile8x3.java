package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** 8 rows by 3 vectors: 24 sums, 3 vectors of B and a broadcast fill 28 of the 32 registers of AVX-512. */
final class Tile8x3 implements MicroKernel {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
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
    public void run(
            int steps,
            double alpha,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            boolean add,
            double[] c,
            int cOffset,
            int cStride) {
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
        int r = cOffset;
        store(alpha, add, c, r, c00, c01, c02);
        r += cStride;
        store(alpha, add, c, r, c10, c11, c12);
        r += cStride;
        store(alpha, add, c, r, c20, c21, c22);
        r += cStride;
        store(alpha, add, c, r, c30, c31, c32);
        r += cStride;
        store(alpha, add, c, r, c40, c41, c42);
        r += cStride;
        store(alpha, add, c, r, c50, c51, c52);
        r += cStride;
        store(alpha, add, c, r, c60, c61, c62);
        r += cStride;
        store(alpha, add, c, r, c70, c71, c72);
    }

    private static void store(
            double alpha, boolean add, double[] c, int o, DoubleVector v0, DoubleVector v1, DoubleVector v2) {
        DoubleVector f = DoubleVector.broadcast(S, alpha);
        if (add) {
            f.fma(v0, DoubleVector.fromArray(S, c, o)).intoArray(c, o);
            f.fma(v1, DoubleVector.fromArray(S, c, o + V)).intoArray(c, o + V);
            f.fma(v2, DoubleVector.fromArray(S, c, o + 2 * V)).intoArray(c, o + 2 * V);
        } else {
            f.mul(v0).intoArray(c, o);
            f.mul(v1).intoArray(c, o + V);
            f.mul(v2).intoArray(c, o + 2 * V);
        }
    }
}
