package org.lather.cpu;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The upper triangle of S = factor CᵀC for C [K][Q], packed row by row: (i, j ≥ i) at i Q − i (i − 1)/2 + j − i, the diagonal
 * over √2.
 *
 * <p>Tiles of four rows are stored with whole vectors. Rows descend, so that what a vector writes left of the diagonal, in the
 * tail of the rows above, is overwritten later; within four rows the diagonal comes first, and the last columns are a tile that
 * overlaps its neighbour.
 */
final class PackedTriangle {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();
    private static final double DIAGONAL = Math.sqrt(0.5);

    private PackedTriangle() {}

    /**
     * @param c C at [cAt + k width + i], up to two vectors readable beyond
     * @param zeroUntil [Q + 1]: columns i to zeroUntil[i] are zero throughout, so that they are stored without being computed
     */
    static void multiply(
            double[] c, int cAt, int width, int rows, int q, double factor, int[] zeroUntil, double[] out, int at) {
        if (q < W) {
            scalar(c, cAt, width, rows, q, factor, out, at);
            return;
        }
        for (int i = (q - 1) / 4 * 4; i >= 0; i -= 4) {
            int count = Math.min(4, q - i);
            // where column 0 of a row would stand
            int a0 = at + i * q - i * (i + 1) / 2;
            int a1 = a0 + q - (i + 1);
            int a2 = a1 + q - (i + 2);
            int a3 = a2 + q - (i + 3);
            if (zeroUntil[i] >= i + count) {
                int last = count == 4 ? a3 : count == 3 ? a2 : count == 2 ? a1 : a0;
                Arrays.fill(out, a0 + i, last + q, 0);
                continue;
            }
            int j = i;
            while (j < q) {
                int left = q - j;
                if (left >= 2 * W && zeroUntil[j] < j + W && zeroUntil[j + W] < j + 2 * W) {
                    two(c, cAt, width, rows, i, j, factor, out, a0, a1, a2, a3);
                    j += 2 * W;
                    continue;
                }
                int start = left >= W ? j : q - W;
                if (zeroUntil[start] >= start + W) {
                    zero(out, a0 + start, a1 + start, a2 + start, a3 + start, count);
                } else {
                    one(c, cAt, width, rows, i, start, factor, out, a0, a1, a2, a3, count);
                }
                j = start + W;
            }
        }
        for (int i = 0, d = at; i < q; d += q - i, i++) {
            out[d] *= DIAGONAL;
        }
    }

    private static void two(
            double[] c,
            int cAt,
            int width,
            int rows,
            int i,
            int j,
            double factor,
            double[] out,
            int a0,
            int a1,
            int a2,
            int a3) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        for (int k = 0; k < rows; k++) {
            int p = cAt + k * width;
            DoubleVector v0 = DoubleVector.fromArray(S, c, p + j);
            DoubleVector v1 = DoubleVector.fromArray(S, c, p + j + W);
            DoubleVector b = DoubleVector.broadcast(S, c[p + i]);
            c00 = b.fma(v0, c00);
            c01 = b.fma(v1, c01);
            b = DoubleVector.broadcast(S, c[p + i + 1]);
            c10 = b.fma(v0, c10);
            c11 = b.fma(v1, c11);
            b = DoubleVector.broadcast(S, c[p + i + 2]);
            c20 = b.fma(v0, c20);
            c21 = b.fma(v1, c21);
            b = DoubleVector.broadcast(S, c[p + i + 3]);
            c30 = b.fma(v0, c30);
            c31 = b.fma(v1, c31);
        }
        c30.mul(factor).intoArray(out, a3 + j);
        c31.mul(factor).intoArray(out, a3 + j + W);
        c20.mul(factor).intoArray(out, a2 + j);
        c21.mul(factor).intoArray(out, a2 + j + W);
        c10.mul(factor).intoArray(out, a1 + j);
        c11.mul(factor).intoArray(out, a1 + j + W);
        c00.mul(factor).intoArray(out, a0 + j);
        c01.mul(factor).intoArray(out, a0 + j + W);
    }

    private static void one(
            double[] c,
            int cAt,
            int width,
            int rows,
            int i,
            int j,
            double factor,
            double[] out,
            int a0,
            int a1,
            int a2,
            int a3,
            int count) {
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
            c3.mul(factor).intoArray(out, a3 + j);
        }
        if (count > 2) {
            c2.mul(factor).intoArray(out, a2 + j);
        }
        if (count > 1) {
            c1.mul(factor).intoArray(out, a1 + j);
        }
        c0.mul(factor).intoArray(out, a0 + j);
    }

    private static void zero(double[] out, int p0, int p1, int p2, int p3, int count) {
        DoubleVector z = DoubleVector.zero(S);
        if (count > 3) {
            z.intoArray(out, p3);
        }
        if (count > 2) {
            z.intoArray(out, p2);
        }
        if (count > 1) {
            z.intoArray(out, p1);
        }
        z.intoArray(out, p0);
    }

    private static void scalar(double[] c, int cAt, int width, int rows, int q, double factor, double[] out, int at) {
        int o = at;
        for (int i = 0; i < q; i++) {
            for (int j = i; j < q; j++) {
                double s = 0;
                for (int k = 0; k < rows; k++) {
                    s = Math.fma(c[cAt + k * width + i], c[cAt + k * width + j], s);
                }
                out[o++] = s * factor * (i == j ? DIAGONAL : 1);
            }
        }
    }
}
