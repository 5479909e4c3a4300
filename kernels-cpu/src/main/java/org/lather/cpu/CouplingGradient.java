package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * dE/dc_l = factor √2 Ṽ_l C_l, where the symmetric Ṽ_l [Q][Q] has the stored triangle of dE/dp_l off the diagonal and
 * √2 times it on the diagonal.
 */
final class CouplingGradient {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private final int q;
    private final int side;
    private final double[] square;
    private final int[] present;

    /** @param q Q, channels times radial functions */
    CouplingGradient(int q) {
        this.q = q;
        side = Lanes.roundUp(q, W);
        square = new double[Math.multiplyExact(q, side)];
        present = new int[q];
    }

    /** The row length of the output: whole vectors. */
    int width() {
        return side;
    }

    long bytes() {
        return 8L * square.length + 4L * present.length;
    }

    /**
     * Computes dE/dc for all l of one environment.
     *
     * @param v dE/dp at [vAt + l P + …], the packed layout of the power spectrum
     * @param c C at [lm cWidth + q]
     * @param zeroUntil [Q]: columns i to zeroUntil[i] of C are zero throughout; their derivative is not computed
     * @param out dE/dc at [lm width() + q], {@link AdjointTile#SLACK_ROWS} rows more
     */
    void pullBack(int maxAngular, double[] v, int vAt, double[] c, int cWidth, int[] zeroUntil, double[] out) {
        int count = 0;
        for (int i = 0; i < q; i++) {
            if (zeroUntil[i] == i) {
                present[count++] = i;
            }
        }
        int triangle = q * (q + 1) / 2;
        for (int l = 0; l <= maxAngular; l++) {
            unpack(v, vAt + l * triangle, count);
            double factor = Math.sqrt(2.0 / (2 * l + 1)) * ((l & 1) == 0 ? 1 : -1);
            int end = (l + 1) * (l + 1);
            for (int i = l * l; i < end; i += 4) {
                for (int j = 0; j < q; j += W) {
                    if (zeroUntil[j] < j + W && zeroUntil[j] < q) {
                        four(c, i, end - 1, cWidth, present, count, square, side, j, factor, out, i * side + j);
                    }
                }
            }
        }
    }

    /** Both halves of the rows and columns that are present. */
    private void unpack(double[] v, int at, int count) {
        for (int a = 0; a < count; a++) {
            int i = present[a];
            int row = at + i * q - i * (i + 1) / 2;
            System.arraycopy(v, row + i, square, i * side + i, q - i);
            square[i * side + i] *= Math.sqrt(2);
            for (int b = a + 1; b < count; b++) {
                int j = present[b];
                square[j * side + i] = v[row + j];
            }
        }
    }

    /** Rows i to i + 3 of C, those beyond {@code last} repeat it, times columns j to j + W − 1 of the square. */
    private static void four(
            double[] c,
            int i,
            int last,
            int width,
            int[] present,
            int count,
            double[] square,
            int side,
            int j,
            double factor,
            double[] out,
            int at) {
        int p0 = i * width;
        int p1 = Math.min(i + 1, last) * width;
        int p2 = Math.min(i + 2, last) * width;
        int p3 = Math.min(i + 3, last) * width;
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = DoubleVector.zero(S);
        DoubleVector s2 = DoubleVector.zero(S);
        DoubleVector s3 = DoubleVector.zero(S);
        for (int k = 0; k < count; k++) {
            int p = present[k];
            DoubleVector v = DoubleVector.fromArray(S, square, p * side + j);
            s0 = DoubleVector.broadcast(S, c[p0 + p]).fma(v, s0);
            s1 = DoubleVector.broadcast(S, c[p1 + p]).fma(v, s1);
            s2 = DoubleVector.broadcast(S, c[p2 + p]).fma(v, s2);
            s3 = DoubleVector.broadcast(S, c[p3 + p]).fma(v, s3);
        }
        s0.mul(factor).intoArray(out, at);
        s1.mul(factor).intoArray(out, at + side);
        s2.mul(factor).intoArray(out, at + 2 * side);
        s3.mul(factor).intoArray(out, at + 3 * side);
    }
}
