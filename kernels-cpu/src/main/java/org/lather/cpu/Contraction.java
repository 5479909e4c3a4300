package org.lather.cpu;

/**
 * The sum over neighbours c_a,nlm = Σ_(j of a) R_nl(j) Y_lm(j), as register tiles. Tiles are stored whole: what they
 * write beyond 2l + 1 rows or N columns is overwritten by the next l or the next element, or is padding.
 */
final class Contraction {
    /** Number of rows that the last tile may write beyond the last harmonic. */
    static final int SLACK_ROWS = 2;

    private static final int W = Lanes.SPECIES.length();

    private Contraction() {}

    /** Number of columns that are written for a block of {@code n} radial functions. */
    static int written(int n) {
        return Lanes.roundUp(n, W);
    }

    /**
     * Adds the neighbours of one element.
     *
     * @param y [lm][stride]
     * @param r [j][l n + n], {@code row} values a neighbour
     * @param c [lm][width], written from column {@code column} on
     */
    static void add(
            int maxAngular,
            int n,
            double[] y,
            int stride,
            double[] r,
            int row,
            int from,
            int to,
            double[] c,
            int column,
            int width) {
        for (int l = 0; l <= maxAngular; l++) {
            int rAt = l * n;
            int b = 0;
            for (; n - b > W; b += 2 * W) {
                pairs(l, y, stride, r, rAt + b, row, from, to, c, column + b, width);
            }
            if (b < n) {
                singles(l, y, stride, r, rAt + b, row, from, to, c, column + b, width);
            }
        }
    }

    private static void singles(
            int l,
            double[] y,
            int stride,
            double[] r,
            int rAt,
            int row,
            int from,
            int to,
            double[] c,
            int column,
            int width) {
        int end = (l + 1) * (l + 1);
        int i = l * l;
        while (i < end) {
            int left = end - i;
            int at = i * stride;
            int cAt = i * width + column;
            // one tile for a whole l up to 6; beyond, 7 rows and the rest
            int rows = left > 13 ? 7 : Math.max(3, left | 1);
            switch (rows) {
                case 3 -> ContractionTile.rows3(y, at, stride, r, rAt, row, from, to, c, cAt, width);
                case 5 -> ContractionTile.rows5(y, at, stride, r, rAt, row, from, to, c, cAt, width);
                case 7 -> ContractionTile.rows7(y, at, stride, r, rAt, row, from, to, c, cAt, width);
                case 9 -> ContractionTile.rows9(y, at, stride, r, rAt, row, from, to, c, cAt, width);
                case 11 -> ContractionTile.rows11(y, at, stride, r, rAt, row, from, to, c, cAt, width);
                default -> ContractionTile.rows13(y, at, stride, r, rAt, row, from, to, c, cAt, width);
            }
            i += rows;
        }
    }

    private static void pairs(
            int l,
            double[] y,
            int stride,
            double[] r,
            int rAt,
            int row,
            int from,
            int to,
            double[] c,
            int column,
            int width) {
        int end = (l + 1) * (l + 1);
        int i = l * l;
        while (i < end) {
            int left = end - i;
            if (left > 6 || left == 5 || left == 4) {
                ContractionPairTile.rows5(y, i * stride, stride, r, rAt, row, from, to, c, i * width + column, width);
                i += 5;
            } else {
                ContractionPairTile.rows3(y, i * stride, stride, r, rAt, row, from, to, c, i * width + column, width);
                i += 3;
            }
        }
    }
}
