package org.lather.cpu;

import java.util.Arrays;

/**
 * The upper triangle of S = factor CᵀC for C [K][Q], packed row by row: (i, j ≥ i) at i Q − i (i − 1)/2 + j − i, the
 * diagonal over √2.
 *
 * <p>Tiles of four or eight rows are stored with whole vectors. Rows descend, so that what a vector writes left of the
 * diagonal, in the tail of the rows above, is overwritten later; within a tile's rows the diagonal comes first, and the
 * last columns are a tile that overlaps its neighbour.
 */
final class PackedTriangle {
    private static final int W = Lanes.SPECIES.length();
    /**
     * The number of columns from which on tiles have eight rows, where 32 registers hold them: fewer calls, more waste
     * at the diagonal.
     */
    private static final int TALL = 24;

    private static final double DIAGONAL = Math.sqrt(0.5);

    private PackedTriangle() {}

    /**
     * @param c C at [cAt + k width + i], up to two vectors readable beyond
     * @param zeroUntil [Q + 1]: columns i to zeroUntil[i] are zero throughout, so that they are stored without being
     *     computed
     */
    static void multiply(
            double[] c, int cAt, int width, int rows, int q, double factor, int[] zeroUntil, double[] out, int at) {
        if (q < W) {
            scalar(c, cAt, width, rows, q, factor, out, at);
            return;
        }
        int height = W == 8 && q >= TALL ? 8 : 4;
        for (int i = (q - 1) / height * height; i >= 0; i -= height) {
            int count = Math.min(height, q - i);
            int last = i + count - 1;
            if (zeroUntil[i] > last) {
                Arrays.fill(out, row(at, q, i) + i, row(at, q, last) + q, 0);
                continue;
            }
            int j = i;
            while (j < q) {
                int left = q - j;
                if (left >= 2 * W && zeroUntil[j] < j + W && zeroUntil[j + W] < j + 2 * W) {
                    if (height == 8) {
                        PackedTile.eightByTwo(c, cAt, width, rows, i, j, factor, out, row(at, q, i), q - i - 1);
                    } else {
                        PackedTile.fourByTwo(c, cAt, width, rows, i, j, factor, out, row(at, q, i), q - i - 1);
                    }
                    j += 2 * W;
                    continue;
                }
                int start = left >= W ? j : q - W;
                if (zeroUntil[start] >= start + W) {
                    PackedTile.zero(count, start, out, row(at, q, i), q - i - 1);
                } else if (count > 4) {
                    PackedTile.eight(count, c, cAt, width, rows, i, start, factor, out, row(at, q, i), q - i - 1);
                } else {
                    PackedTile.four(count, c, cAt, width, rows, i, start, factor, out, row(at, q, i), q - i - 1);
                }
                j = start + W;
            }
        }
        for (int i = 0, d = at; i < q; d += q - i, i++) {
            out[d] *= DIAGONAL;
        }
    }

    /** The index at which column 0 of row i would be. */
    private static int row(int at, int q, int i) {
        return at + i * q - i * (i + 1) / 2;
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
