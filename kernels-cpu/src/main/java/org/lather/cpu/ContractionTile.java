package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of c[i][n] = Σ_j y[i stride + j] r[j row + n]: 3, 5, … 13 rows i by one vector of n (by two:
 * {@link ContractionPairTile}); the sum runs over neighbours j from {@code from} to {@code to}. At most 15 vectors are
 * live, so that 16 registers are sufficient.
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

    static void rows9(
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
        DoubleVector c7 = DoubleVector.zero(S);
        DoubleVector c8 = DoubleVector.zero(S);
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
            c7 = DoubleVector.broadcast(S, y[p + 7 * stride]).fma(v, c7);
            c8 = DoubleVector.broadcast(S, y[p + 8 * stride]).fma(v, c8);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + width);
        c2.intoArray(c, cAt + 2 * width);
        c3.intoArray(c, cAt + 3 * width);
        c4.intoArray(c, cAt + 4 * width);
        c5.intoArray(c, cAt + 5 * width);
        c6.intoArray(c, cAt + 6 * width);
        c7.intoArray(c, cAt + 7 * width);
        c8.intoArray(c, cAt + 8 * width);
    }

    static void rows11(
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
        DoubleVector c7 = DoubleVector.zero(S);
        DoubleVector c8 = DoubleVector.zero(S);
        DoubleVector c9 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
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
            c7 = DoubleVector.broadcast(S, y[p + 7 * stride]).fma(v, c7);
            c8 = DoubleVector.broadcast(S, y[p + 8 * stride]).fma(v, c8);
            c9 = DoubleVector.broadcast(S, y[p + 9 * stride]).fma(v, c9);
            c10 = DoubleVector.broadcast(S, y[p + 10 * stride]).fma(v, c10);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + width);
        c2.intoArray(c, cAt + 2 * width);
        c3.intoArray(c, cAt + 3 * width);
        c4.intoArray(c, cAt + 4 * width);
        c5.intoArray(c, cAt + 5 * width);
        c6.intoArray(c, cAt + 6 * width);
        c7.intoArray(c, cAt + 7 * width);
        c8.intoArray(c, cAt + 8 * width);
        c9.intoArray(c, cAt + 9 * width);
        c10.intoArray(c, cAt + 10 * width);
    }

    static void rows13(
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
        DoubleVector c7 = DoubleVector.zero(S);
        DoubleVector c8 = DoubleVector.zero(S);
        DoubleVector c9 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c12 = DoubleVector.zero(S);
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
            c7 = DoubleVector.broadcast(S, y[p + 7 * stride]).fma(v, c7);
            c8 = DoubleVector.broadcast(S, y[p + 8 * stride]).fma(v, c8);
            c9 = DoubleVector.broadcast(S, y[p + 9 * stride]).fma(v, c9);
            c10 = DoubleVector.broadcast(S, y[p + 10 * stride]).fma(v, c10);
            c11 = DoubleVector.broadcast(S, y[p + 11 * stride]).fma(v, c11);
            c12 = DoubleVector.broadcast(S, y[p + 12 * stride]).fma(v, c12);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + width);
        c2.intoArray(c, cAt + 2 * width);
        c3.intoArray(c, cAt + 3 * width);
        c4.intoArray(c, cAt + 4 * width);
        c5.intoArray(c, cAt + 5 * width);
        c6.intoArray(c, cAt + 6 * width);
        c7.intoArray(c, cAt + 7 * width);
        c8.intoArray(c, cAt + 8 * width);
        c9.intoArray(c, cAt + 9 * width);
        c10.intoArray(c, cAt + 10 * width);
        c11.intoArray(c, cAt + 11 * width);
        c12.intoArray(c, cAt + 12 * width);
    }
}
