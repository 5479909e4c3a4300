package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of c[i][n] = Σ_j y[i stride + j] r[j row + n]: 3, 5 or 7 rows i by one vector of n; the sum runs over
 * neighbours j from {@code from} to {@code to}.
 */
final class ContractionTile {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;

    private ContractionTile() {}

    static void rows3(
            double[] y,
            int yAt,
            int stride,
            double[] r,
            int rAt,
            int row,
            int from,
            int to,
            double[] c,
            int cAt,
            int width) {
        DoubleVector c0 = DoubleVector.zero(S);
        DoubleVector c1 = DoubleVector.zero(S);
        DoubleVector c2 = DoubleVector.zero(S);
        for (int j = from; j < to; j++) {
            DoubleVector v = DoubleVector.fromArray(S, r, rAt + j * row);
            int p = yAt + j;
            c0 = DoubleVector.broadcast(S, y[p]).fma(v, c0);
            c1 = DoubleVector.broadcast(S, y[p + stride]).fma(v, c1);
            c2 = DoubleVector.broadcast(S, y[p + 2 * stride]).fma(v, c2);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + width);
        c2.intoArray(c, cAt + 2 * width);
    }

    static void rows5(
            double[] y,
            int yAt,
            int stride,
            double[] r,
            int rAt,
            int row,
            int from,
            int to,
            double[] c,
            int cAt,
            int width) {
        DoubleVector c0 = DoubleVector.zero(S);
        DoubleVector c1 = DoubleVector.zero(S);
        DoubleVector c2 = DoubleVector.zero(S);
        DoubleVector c3 = DoubleVector.zero(S);
        DoubleVector c4 = DoubleVector.zero(S);
        for (int j = from; j < to; j++) {
            DoubleVector v = DoubleVector.fromArray(S, r, rAt + j * row);
            int p = yAt + j;
            c0 = DoubleVector.broadcast(S, y[p]).fma(v, c0);
            c1 = DoubleVector.broadcast(S, y[p + stride]).fma(v, c1);
            c2 = DoubleVector.broadcast(S, y[p + 2 * stride]).fma(v, c2);
            c3 = DoubleVector.broadcast(S, y[p + 3 * stride]).fma(v, c3);
            c4 = DoubleVector.broadcast(S, y[p + 4 * stride]).fma(v, c4);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + width);
        c2.intoArray(c, cAt + 2 * width);
        c3.intoArray(c, cAt + 3 * width);
        c4.intoArray(c, cAt + 4 * width);
    }

    static void rows7(
            double[] y,
            int yAt,
            int stride,
            double[] r,
            int rAt,
            int row,
            int from,
            int to,
            double[] c,
            int cAt,
            int width) {
        DoubleVector c0 = DoubleVector.zero(S);
        DoubleVector c1 = DoubleVector.zero(S);
        DoubleVector c2 = DoubleVector.zero(S);
        DoubleVector c3 = DoubleVector.zero(S);
        DoubleVector c4 = DoubleVector.zero(S);
        DoubleVector c5 = DoubleVector.zero(S);
        DoubleVector c6 = DoubleVector.zero(S);
        for (int j = from; j < to; j++) {
            DoubleVector v = DoubleVector.fromArray(S, r, rAt + j * row);
            int p = yAt + j;
            c0 = DoubleVector.broadcast(S, y[p]).fma(v, c0);
            c1 = DoubleVector.broadcast(S, y[p + stride]).fma(v, c1);
            c2 = DoubleVector.broadcast(S, y[p + 2 * stride]).fma(v, c2);
            c3 = DoubleVector.broadcast(S, y[p + 3 * stride]).fma(v, c3);
            c4 = DoubleVector.broadcast(S, y[p + 4 * stride]).fma(v, c4);
            c5 = DoubleVector.broadcast(S, y[p + 5 * stride]).fma(v, c5);
            c6 = DoubleVector.broadcast(S, y[p + 6 * stride]).fma(v, c6);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + width);
        c2.intoArray(c, cAt + 2 * width);
        c3.intoArray(c, cAt + 3 * width);
        c4.intoArray(c, cAt + 4 * width);
        c5.intoArray(c, cAt + 5 * width);
        c6.intoArray(c, cAt + 6 * width);
    }
}
