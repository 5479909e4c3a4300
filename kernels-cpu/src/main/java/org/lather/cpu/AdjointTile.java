package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Contracts dE/dc with the radial functions of the neighbours of one element: α_lm(j) = Σ_n d_lm,n R_nl(j) and β_lm(j)
 * = Σ_n d_lm,n R'_nl(j), lanes = neighbours. Tiles of four harmonics are stored whole; what they write beyond 2l + 1
 * rows or the last neighbour is overwritten by the next l or the next element, or is padding.
 */
final class AdjointTile {
    /** Number of rows that may be read and written beyond the last harmonic. */
    static final int SLACK_ROWS = 3;

    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private AdjointTile() {}

    /**
     * @param d dE/dc at [lm width + column + n]
     * @param r R_nl at [(l N + n) stride + j]
     * @param derivative R'_nl in the same layout
     * @param alpha [lm][stride]
     * @param beta [lm][stride]
     */
    static void contract(
            int maxAngular,
            int n,
            double[] d,
            int column,
            int width,
            double[] r,
            double[] derivative,
            int stride,
            int from,
            int to,
            double[] alpha,
            double[] beta) {
        for (int l = 0; l <= maxAngular; l++) {
            int end = (l + 1) * (l + 1);
            for (int i = l * l; i < end; i += 4) {
                for (int j = from; j < to; j += W) {
                    four(
                            n,
                            d,
                            i * width + column,
                            width,
                            r,
                            derivative,
                            l * n * stride + j,
                            stride,
                            alpha,
                            beta,
                            i * stride + j);
                }
            }
        }
    }

    private static void four(
            int n,
            double[] d,
            int dAt,
            int width,
            double[] r,
            double[] derivative,
            int rAt,
            int stride,
            double[] alpha,
            double[] beta,
            int at) {
        DoubleVector a0 = DoubleVector.zero(S);
        DoubleVector a1 = DoubleVector.zero(S);
        DoubleVector a2 = DoubleVector.zero(S);
        DoubleVector a3 = DoubleVector.zero(S);
        DoubleVector b0 = DoubleVector.zero(S);
        DoubleVector b1 = DoubleVector.zero(S);
        DoubleVector b2 = DoubleVector.zero(S);
        DoubleVector b3 = DoubleVector.zero(S);
        for (int k = 0; k < n; k++) {
            DoubleVector v = DoubleVector.fromArray(S, r, rAt + k * stride);
            DoubleVector s = DoubleVector.fromArray(S, derivative, rAt + k * stride);
            int p = dAt + k;
            DoubleVector x = DoubleVector.broadcast(S, d[p]);
            a0 = x.fma(v, a0);
            b0 = x.fma(s, b0);
            x = DoubleVector.broadcast(S, d[p + width]);
            a1 = x.fma(v, a1);
            b1 = x.fma(s, b1);
            x = DoubleVector.broadcast(S, d[p + 2 * width]);
            a2 = x.fma(v, a2);
            b2 = x.fma(s, b2);
            x = DoubleVector.broadcast(S, d[p + 3 * width]);
            a3 = x.fma(v, a3);
            b3 = x.fma(s, b3);
        }
        a0.intoArray(alpha, at);
        a1.intoArray(alpha, at + stride);
        a2.intoArray(alpha, at + 2 * stride);
        a3.intoArray(alpha, at + 3 * stride);
        b0.intoArray(beta, at);
        b1.intoArray(beta, at + stride);
        b2.intoArray(beta, at + 2 * stride);
        b3.intoArray(beta, at + 3 * stride);
    }
}
