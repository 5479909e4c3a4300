package org.lather.cpu;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.lather.descriptor.EquivariantLayout;

/**
 * The scratch of one worker for computing features of order λ of an environment from its density coefficients: for a
 * block (l1, l2) and each M first A_m1 = Σ_m2 C^M_m1m2 c_l2m2, then T_M[q1][q2] = Σ_m1 c_l1m1[q1] A_m1[q2]. This takes
 * fewer multiplications than the sum over (m1, m2), and the same operations for an element whatever its position.
 */
final class EquivariantBench {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();
    private static final double DIAGONAL = Math.sqrt(0.5);

    private final EquivariantPlan plan;
    private final int q;
    /** The columns of A as stored. */
    private final int width;
    /** A, [m1][width]. */
    private final double[] turned;
    /** T of one M of a block of one order, [q1][q2], before it is packed. */
    private final double[] square;

    EquivariantBench(EquivariantPlan plan) {
        this.plan = plan;
        q = plan.layout.channels();
        width = Lanes.roundUp(q, 2 * W) + 4;
        turned = new double[plan.rows * width + 2 * W];
        square = new double[q * q];
    }

    EquivariantPlan plan() {
        return plan;
    }

    long bytes() {
        return 8L * (turned.length + square.length);
    }

    /**
     * The rows of an environment, M by M without gaps.
     *
     * @param c its density coefficients [lm][cWidth], up to two vectors readable beyond
     * @param zeroUntil [q]: columns q to zeroUntil[q] of them are zero throughout
     */
    void couple(double[] c, int cWidth, int[] zeroUntil, double[] out, int at) {
        boolean all = plan.descriptor.wanted().isAll();
        for (EquivariantPlan.Block b : plan.blocks) {
            if (!all && b.q1().length == 0) {
                continue;
            }
            for (int m = 0; m < plan.components; m++) {
                turn(b, m, c, cWidth);
                int to = at + m * plan.columns + b.column();
                if (!all) {
                    select(b, c, cWidth, out, to);
                } else if (b.place().pairs() == EquivariantLayout.Pairs.ALL) {
                    multiply(b, c, cWidth, zeroUntil, false, out, to);
                } else {
                    multiply(b, c, cWidth, zeroUntil, true, square, 0);
                    pack(b.place().pairs() == EquivariantLayout.Pairs.UPPER, out, to);
                }
            }
        }
    }

    /** Computes A for one M. */
    private void turn(EquivariantPlan.Block b, int m, double[] c, int cWidth) {
        int rows = b.rows();
        int l2 = b.place().l2();
        for (int m1 = 0; m1 < rows; m1++) {
            int from = b.begin()[m * rows + m1];
            int to = b.begin()[m * rows + m1 + 1];
            turnRow(b.m2(), b.value(), from, to, c, l2 * l2 * cWidth, cWidth, turned, m1 * width, q);
        }
    }

    private static void turnRow(
            int[] m2, double[] value, int from, int to, double[] c, int cAt, int cWidth, double[] a, int at, int q) {
        for (int j = 0; j < q; j += W) {
            DoubleVector sum = DoubleVector.zero(S);
            for (int k = from; k < to; k++) {
                sum = DoubleVector.broadcast(S, value[k])
                        .fma(DoubleVector.fromArray(S, c, cAt + m2[k] * cWidth + j), sum);
            }
            sum.intoArray(a, at + j);
        }
    }

    /** Computes only the wanted columns. */
    private void select(EquivariantPlan.Block b, double[] c, int cWidth, double[] out, int to) {
        int rows = b.rows();
        int l1 = b.place().l1();
        int[] q1 = b.q1();
        int[] q2 = b.q2();
        double[] factor = b.factor();
        for (int k = 0; k < q1.length; k++) {
            double sum = 0;
            int left = l1 * l1 * cWidth + q1[k];
            int right = q2[k];
            for (int m1 = 0; m1 < rows; m1++) {
                sum = Math.fma(c[left], turned[right], sum);
                left += cWidth;
                right += width;
            }
            out[to + k] = factor[k] * sum;
        }
    }

    /** T of one M, [q1][q2] from {@code to} on; only tiles that touch q2 ≥ q1 where {@code upper}. */
    private void multiply(
            EquivariantPlan.Block b, double[] c, int cWidth, int[] zeroUntil, boolean upper, double[] out, int to) {
        int l1 = b.place().l1();
        int cAt = l1 * l1 * cWidth;
        int rows = b.rows();
        if (q < W) {
            scalar(c, cAt, cWidth, rows, out, to);
            return;
        }
        for (int i = 0; i < q; i += 4) {
            int count = Math.min(4, q - i);
            if (zeroUntil[i] >= i + count) {
                Arrays.fill(out, to + i * q, to + (i + count) * q, 0);
                continue;
            }
            int j = upper ? i / W * W : 0;
            while (j < q) {
                if (count == 4 && q - j >= 2 * W) {
                    EquivariantTile.fourByTwo(c, cAt + i, cWidth, turned, j, width, rows, out, to + i * q + j, q);
                    j += 2 * W;
                } else {
                    // the last columns are a tile that overlaps its neighbour
                    int start = Math.min(j, q - W);
                    EquivariantTile.byOne(
                            count, c, cAt + i, cWidth, turned, start, width, rows, out, to + i * q + start, q);
                    j = start + W;
                }
            }
        }
    }

    private void scalar(double[] c, int cAt, int cWidth, int rows, double[] out, int to) {
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                double sum = 0;
                for (int k = 0; k < rows; k++) {
                    sum = Math.fma(c[cAt + k * cWidth + i], turned[k * width + j], sum);
                }
                out[to + i * q + j] = sum;
            }
        }
    }

    /** The triangle of {@link #square}, row by row. */
    private void pack(boolean diagonal, double[] out, int to) {
        int o = to;
        for (int i = 0; i < q; i++) {
            int first = diagonal ? i : i + 1;
            System.arraycopy(square, i * q + first, out, o, q - first);
            if (diagonal) {
                out[o] *= DIAGONAL;
            }
            o += q - first;
        }
    }
}
