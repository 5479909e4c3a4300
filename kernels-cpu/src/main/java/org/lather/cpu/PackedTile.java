package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of factor CᵀC for a packed triangle: rows i, i + 1, …, by one or two vectors of columns from j on.
 * Column 0 of row i would be at {@code row}, column 0 of row i + r at row + r step − r (r − 1)/2. Rows are stored from
 * the last to the first.
 */
final class PackedTile {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private PackedTile() {}

    static void eightByTwo(
            double[] c, int cAt, int width, int rows, int i, int j, double factor, double[] out, int row, int step) {
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
        DoubleVector c5a = DoubleVector.zero(S);
        DoubleVector c5b = DoubleVector.zero(S);
        DoubleVector c6a = DoubleVector.zero(S);
        DoubleVector c6b = DoubleVector.zero(S);
        DoubleVector c7a = DoubleVector.zero(S);
        DoubleVector c7b = DoubleVector.zero(S);
        for (int k = 0; k < rows; k++) {
            int p = cAt + k * width;
            DoubleVector a = DoubleVector.fromArray(S, c, p + j);
            DoubleVector b = DoubleVector.fromArray(S, c, p + j + W);
            DoubleVector u = DoubleVector.broadcast(S, c[p + i]);
            c0a = u.fma(a, c0a);
            c0b = u.fma(b, c0b);
            u = DoubleVector.broadcast(S, c[p + i + 1]);
            c1a = u.fma(a, c1a);
            c1b = u.fma(b, c1b);
            u = DoubleVector.broadcast(S, c[p + i + 2]);
            c2a = u.fma(a, c2a);
            c2b = u.fma(b, c2b);
            u = DoubleVector.broadcast(S, c[p + i + 3]);
            c3a = u.fma(a, c3a);
            c3b = u.fma(b, c3b);
            u = DoubleVector.broadcast(S, c[p + i + 4]);
            c4a = u.fma(a, c4a);
            c4b = u.fma(b, c4b);
            u = DoubleVector.broadcast(S, c[p + i + 5]);
            c5a = u.fma(a, c5a);
            c5b = u.fma(b, c5b);
            u = DoubleVector.broadcast(S, c[p + i + 6]);
            c6a = u.fma(a, c6a);
            c6b = u.fma(b, c6b);
            u = DoubleVector.broadcast(S, c[p + i + 7]);
            c7a = u.fma(a, c7a);
            c7b = u.fma(b, c7b);
        }
        c7a.mul(factor).intoArray(out, row + 7 * step - 21 + j);
        c7b.mul(factor).intoArray(out, row + 7 * step - 21 + j + W);
        c6a.mul(factor).intoArray(out, row + 6 * step - 15 + j);
        c6b.mul(factor).intoArray(out, row + 6 * step - 15 + j + W);
        c5a.mul(factor).intoArray(out, row + 5 * step - 10 + j);
        c5b.mul(factor).intoArray(out, row + 5 * step - 10 + j + W);
        c4a.mul(factor).intoArray(out, row + 4 * step - 6 + j);
        c4b.mul(factor).intoArray(out, row + 4 * step - 6 + j + W);
        c3a.mul(factor).intoArray(out, row + 3 * step - 3 + j);
        c3b.mul(factor).intoArray(out, row + 3 * step - 3 + j + W);
        c2a.mul(factor).intoArray(out, row + 2 * step - 1 + j);
        c2b.mul(factor).intoArray(out, row + 2 * step - 1 + j + W);
        c1a.mul(factor).intoArray(out, row + step + j);
        c1b.mul(factor).intoArray(out, row + step + j + W);
        c0a.mul(factor).intoArray(out, row + j);
        c0b.mul(factor).intoArray(out, row + j + W);
    }

    static void fourByTwo(
            double[] c, int cAt, int width, int rows, int i, int j, double factor, double[] out, int row, int step) {
        DoubleVector c0a = DoubleVector.zero(S);
        DoubleVector c0b = DoubleVector.zero(S);
        DoubleVector c1a = DoubleVector.zero(S);
        DoubleVector c1b = DoubleVector.zero(S);
        DoubleVector c2a = DoubleVector.zero(S);
        DoubleVector c2b = DoubleVector.zero(S);
        DoubleVector c3a = DoubleVector.zero(S);
        DoubleVector c3b = DoubleVector.zero(S);
        for (int k = 0; k < rows; k++) {
            int p = cAt + k * width;
            DoubleVector a = DoubleVector.fromArray(S, c, p + j);
            DoubleVector b = DoubleVector.fromArray(S, c, p + j + W);
            DoubleVector u = DoubleVector.broadcast(S, c[p + i]);
            c0a = u.fma(a, c0a);
            c0b = u.fma(b, c0b);
            u = DoubleVector.broadcast(S, c[p + i + 1]);
            c1a = u.fma(a, c1a);
            c1b = u.fma(b, c1b);
            u = DoubleVector.broadcast(S, c[p + i + 2]);
            c2a = u.fma(a, c2a);
            c2b = u.fma(b, c2b);
            u = DoubleVector.broadcast(S, c[p + i + 3]);
            c3a = u.fma(a, c3a);
            c3b = u.fma(b, c3b);
        }
        c3a.mul(factor).intoArray(out, row + 3 * step - 3 + j);
        c3b.mul(factor).intoArray(out, row + 3 * step - 3 + j + W);
        c2a.mul(factor).intoArray(out, row + 2 * step - 1 + j);
        c2b.mul(factor).intoArray(out, row + 2 * step - 1 + j + W);
        c1a.mul(factor).intoArray(out, row + step + j);
        c1b.mul(factor).intoArray(out, row + step + j + W);
        c0a.mul(factor).intoArray(out, row + j);
        c0b.mul(factor).intoArray(out, row + j + W);
    }

    /** {@code count} rows of eight, the others are not stored. */
    static void eight(
            int count,
            double[] c,
            int cAt,
            int width,
            int rows,
            int i,
            int j,
            double factor,
            double[] out,
            int row,
            int step) {
        DoubleVector c0 = DoubleVector.zero(S);
        DoubleVector c1 = DoubleVector.zero(S);
        DoubleVector c2 = DoubleVector.zero(S);
        DoubleVector c3 = DoubleVector.zero(S);
        DoubleVector c4 = DoubleVector.zero(S);
        DoubleVector c5 = DoubleVector.zero(S);
        DoubleVector c6 = DoubleVector.zero(S);
        DoubleVector c7 = DoubleVector.zero(S);
        for (int k = 0; k < rows; k++) {
            int p = cAt + k * width;
            DoubleVector v = DoubleVector.fromArray(S, c, p + j);
            c0 = DoubleVector.broadcast(S, c[p + i]).fma(v, c0);
            c1 = DoubleVector.broadcast(S, c[p + i + 1]).fma(v, c1);
            c2 = DoubleVector.broadcast(S, c[p + i + 2]).fma(v, c2);
            c3 = DoubleVector.broadcast(S, c[p + i + 3]).fma(v, c3);
            c4 = DoubleVector.broadcast(S, c[p + i + 4]).fma(v, c4);
            c5 = DoubleVector.broadcast(S, c[p + i + 5]).fma(v, c5);
            c6 = DoubleVector.broadcast(S, c[p + i + 6]).fma(v, c6);
            c7 = DoubleVector.broadcast(S, c[p + i + 7]).fma(v, c7);
        }
        if (count > 7) {
            c7.mul(factor).intoArray(out, row + 7 * step - 21 + j);
        }
        if (count > 6) {
            c6.mul(factor).intoArray(out, row + 6 * step - 15 + j);
        }
        if (count > 5) {
            c5.mul(factor).intoArray(out, row + 5 * step - 10 + j);
        }
        if (count > 4) {
            c4.mul(factor).intoArray(out, row + 4 * step - 6 + j);
        }
        if (count > 3) {
            c3.mul(factor).intoArray(out, row + 3 * step - 3 + j);
        }
        if (count > 2) {
            c2.mul(factor).intoArray(out, row + 2 * step - 1 + j);
        }
        if (count > 1) {
            c1.mul(factor).intoArray(out, row + step + j);
        }
        c0.mul(factor).intoArray(out, row + j);
    }

    /** {@code count} rows of four, the others are not stored. */
    static void four(
            int count,
            double[] c,
            int cAt,
            int width,
            int rows,
            int i,
            int j,
            double factor,
            double[] out,
            int row,
            int step) {
        DoubleVector c0 = DoubleVector.zero(S);
        DoubleVector c1 = DoubleVector.zero(S);
        DoubleVector c2 = DoubleVector.zero(S);
        DoubleVector c3 = DoubleVector.zero(S);
        for (int k = 0; k < rows; k++) {
            int p = cAt + k * width;
            DoubleVector v = DoubleVector.fromArray(S, c, p + j);
            c0 = DoubleVector.broadcast(S, c[p + i]).fma(v, c0);
            c1 = DoubleVector.broadcast(S, c[p + i + 1]).fma(v, c1);
            c2 = DoubleVector.broadcast(S, c[p + i + 2]).fma(v, c2);
            c3 = DoubleVector.broadcast(S, c[p + i + 3]).fma(v, c3);
        }
        if (count > 3) {
            c3.mul(factor).intoArray(out, row + 3 * step - 3 + j);
        }
        if (count > 2) {
            c2.mul(factor).intoArray(out, row + 2 * step - 1 + j);
        }
        if (count > 1) {
            c1.mul(factor).intoArray(out, row + step + j);
        }
        c0.mul(factor).intoArray(out, row + j);
    }

    /** {@code count} rows of zeros. */
    static void zero(int count, int j, double[] out, int row, int step) {
        DoubleVector z = DoubleVector.zero(S);
        for (int r = count - 1; r >= 0; r--) {
            z.intoArray(out, row + r * step - r * (r - 1) / 2 + j);
        }
    }
}
