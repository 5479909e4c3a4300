package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of T[i][j] = Σ_k c[k][i] a[k][j]: up to four rows i by one or two vectors of columns j, k from 0 to
 * {@code rows}.
 */
final class EquivariantTile {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private EquivariantTile() {}

    static void fourByTwo(
            double[] c,
            int cAt,
            int cWidth,
            double[] a,
            int aAt,
            int aWidth,
            int rows,
            double[] t,
            int tAt,
            int tWidth) {
        DoubleVector t0 = DoubleVector.zero(S);
        DoubleVector t1 = DoubleVector.zero(S);
        DoubleVector t2 = DoubleVector.zero(S);
        DoubleVector t3 = DoubleVector.zero(S);
        DoubleVector u0 = DoubleVector.zero(S);
        DoubleVector u1 = DoubleVector.zero(S);
        DoubleVector u2 = DoubleVector.zero(S);
        DoubleVector u3 = DoubleVector.zero(S);
        int p = cAt;
        int s = aAt;
        for (int k = 0; k < rows; k++) {
            DoubleVector x = DoubleVector.fromArray(S, a, s);
            DoubleVector y = DoubleVector.fromArray(S, a, s + W);
            DoubleVector f = DoubleVector.broadcast(S, c[p]);
            t0 = f.fma(x, t0);
            u0 = f.fma(y, u0);
            f = DoubleVector.broadcast(S, c[p + 1]);
            t1 = f.fma(x, t1);
            u1 = f.fma(y, u1);
            f = DoubleVector.broadcast(S, c[p + 2]);
            t2 = f.fma(x, t2);
            u2 = f.fma(y, u2);
            f = DoubleVector.broadcast(S, c[p + 3]);
            t3 = f.fma(x, t3);
            u3 = f.fma(y, u3);
            p += cWidth;
            s += aWidth;
        }
        t0.intoArray(t, tAt);
        u0.intoArray(t, tAt + W);
        t1.intoArray(t, tAt + tWidth);
        u1.intoArray(t, tAt + tWidth + W);
        t2.intoArray(t, tAt + 2 * tWidth);
        u2.intoArray(t, tAt + 2 * tWidth + W);
        t3.intoArray(t, tAt + 3 * tWidth);
        u3.intoArray(t, tAt + 3 * tWidth + W);
    }

    /** {@code count} rows by one vector. */
    static void byOne(
            int count,
            double[] c,
            int cAt,
            int cWidth,
            double[] a,
            int aAt,
            int aWidth,
            int rows,
            double[] t,
            int tAt,
            int tWidth) {
        for (int i = 0; i < count; i++) {
            one(c, cAt + i, cWidth, a, aAt, aWidth, rows, t, tAt + i * tWidth);
        }
    }

    private static void one(
            double[] c, int cAt, int cWidth, double[] a, int aAt, int aWidth, int rows, double[] t, int tAt) {
        DoubleVector sum = DoubleVector.zero(S);
        for (int k = 0; k < rows; k++) {
            sum = DoubleVector.broadcast(S, c[cAt + k * cWidth])
                    .fma(DoubleVector.fromArray(S, a, aAt + k * aWidth), sum);
        }
        sum.intoArray(t, tAt);
    }
}
