package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Register tiles of {@link ContractionTile}'s sum with 3 or 5 rows i by two vectors of n. */
final class ContractionPairTile {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private ContractionPairTile() {}

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
        DoubleVector c0a = DoubleVector.zero(S);
        DoubleVector c0b = DoubleVector.zero(S);
        DoubleVector c1a = DoubleVector.zero(S);
        DoubleVector c1b = DoubleVector.zero(S);
        DoubleVector c2a = DoubleVector.zero(S);
        DoubleVector c2b = DoubleVector.zero(S);
        for (int j = from; j < to; j++) {
            DoubleVector a = DoubleVector.fromArray(S, r, rAt + j * row);
            DoubleVector b = DoubleVector.fromArray(S, r, rAt + j * row + W);
            int p = yAt + j;
            DoubleVector u = DoubleVector.broadcast(S, y[p]);
            c0a = u.fma(a, c0a);
            c0b = u.fma(b, c0b);
            u = DoubleVector.broadcast(S, y[p + stride]);
            c1a = u.fma(a, c1a);
            c1b = u.fma(b, c1b);
            u = DoubleVector.broadcast(S, y[p + 2 * stride]);
            c2a = u.fma(a, c2a);
            c2b = u.fma(b, c2b);
        }
        c0a.intoArray(c, cAt);
        c0b.intoArray(c, cAt + W);
        c1a.intoArray(c, cAt + width);
        c1b.intoArray(c, cAt + width + W);
        c2a.intoArray(c, cAt + 2 * width);
        c2b.intoArray(c, cAt + 2 * width + W);
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
        DoubleVector c0a = DoubleVector.zero(S);
        DoubleVector c0b = DoubleVector.zero(S);
        DoubleVector c1a = DoubleVector.zero(S);
        DoubleVector c1b = DoubleVector.zero(S);
        DoubleVector c2a = DoubleVector.zero(S);
        DoubleVector c2b = DoubleVector.zero(S);
        DoubleVector c3a = DoubleVector.zero(S);
        DoubleVector c3b = DoubleVector.zero(S);
        DoubleVector c4a = DoubleVector.zero(S);
        DoubleVector c4b = DoubleVector.zero(S);
        for (int j = from; j < to; j++) {
            DoubleVector a = DoubleVector.fromArray(S, r, rAt + j * row);
            DoubleVector b = DoubleVector.fromArray(S, r, rAt + j * row + W);
            int p = yAt + j;
            DoubleVector u = DoubleVector.broadcast(S, y[p]);
            c0a = u.fma(a, c0a);
            c0b = u.fma(b, c0b);
            u = DoubleVector.broadcast(S, y[p + stride]);
            c1a = u.fma(a, c1a);
            c1b = u.fma(b, c1b);
            u = DoubleVector.broadcast(S, y[p + 2 * stride]);
            c2a = u.fma(a, c2a);
            c2b = u.fma(b, c2b);
            u = DoubleVector.broadcast(S, y[p + 3 * stride]);
            c3a = u.fma(a, c3a);
            c3b = u.fma(b, c3b);
            u = DoubleVector.broadcast(S, y[p + 4 * stride]);
            c4a = u.fma(a, c4a);
            c4b = u.fma(b, c4b);
        }
        c0a.intoArray(c, cAt);
        c0b.intoArray(c, cAt + W);
        c1a.intoArray(c, cAt + width);
        c1b.intoArray(c, cAt + width + W);
        c2a.intoArray(c, cAt + 2 * width);
        c2b.intoArray(c, cAt + 2 * width + W);
        c3a.intoArray(c, cAt + 3 * width);
        c3b.intoArray(c, cAt + 3 * width + W);
        c4a.intoArray(c, cAt + 4 * width);
        c4b.intoArray(c, cAt + 4 * width + W);
    }
}
