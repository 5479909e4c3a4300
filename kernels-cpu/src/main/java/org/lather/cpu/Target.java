package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The matrix to which a product is written: element (i, j) at offset + i · stride + j. */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's memory
record Target(double[] values, int offset, int stride) {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;

    /** C := alpha tile + beta C, each element by one product and one fused multiply-add; beta 0 does not read C. */
    void update(int row, int column, int rows, int columns, double alpha, double[] tile, int tileColumns, double beta) {
        for (int i = 0; i < rows; i++) {
            int o = offset + (row + i) * stride + column;
            if (beta == 1) {
                add(columns, alpha, tile, i * tileColumns, values, o);
            } else if (beta == 0) {
                set(columns, alpha, tile, i * tileColumns, values, o);
            } else {
                mix(columns, alpha, tile, i * tileColumns, beta, values, o);
            }
        }
    }

    private static void add(int n, double alpha, double[] t, int p, double[] c, int o) {
        DoubleVector f = DoubleVector.broadcast(S, alpha);
        int j = 0;
        for (; j <= n - S.length(); j += S.length()) {
            f.fma(DoubleVector.fromArray(S, t, p + j), DoubleVector.fromArray(S, c, o + j))
                    .intoArray(c, o + j);
        }
        for (; j < n; j++) {
            c[o + j] = Math.fma(alpha, t[p + j], c[o + j]);
        }
    }

    private static void set(int n, double alpha, double[] t, int p, double[] c, int o) {
        DoubleVector f = DoubleVector.broadcast(S, alpha);
        int j = 0;
        for (; j <= n - S.length(); j += S.length()) {
            f.mul(DoubleVector.fromArray(S, t, p + j)).intoArray(c, o + j);
        }
        for (; j < n; j++) {
            c[o + j] = alpha * t[p + j];
        }
    }

    private static void mix(int n, double alpha, double[] t, int p, double beta, double[] c, int o) {
        for (int j = 0; j < n; j++) {
            c[o + j] = Math.fma(alpha, t[p + j], beta * c[o + j]);
        }
    }
}
