package org.lather.cpu;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The scratch of one worker for computing the bispectrum of an environment from its density coefficients, and dE/dc
 * from dE/dB: products T_M of the first two factors, some pairs (q1, q2) at a time in the lanes of vectors, then B =
 * Σ_M T_M c_q3,l3M. Pairs of which a factor is zero throughout are skipped.
 */
final class BispectrumBench {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();
    /** Pairs at a time: their products stay in the first cache. */
    private static final int PAIRS = 64;

    private final BispectrumPlan plan;
    /** The pairs of a block that are computed together, and their factors. */
    private final int[] chosen = new int[PAIRS];

    private final int[] firsts = new int[PAIRS];
    private final int[] seconds = new int[PAIRS];
    private int count;
    /** Coefficients of the first and second factors, products T and the gradients of all three, [m][PAIRS]. */
    private final double[] x1;

    private final double[] x2;
    private final double[] t;
    private final double[] ofProduct;
    private final double[] ofFirst;
    private final double[] ofSecond;

    BispectrumBench(BispectrumPlan plan) {
        this.plan = plan;
        int size = plan.rows * PAIRS;
        x1 = new double[size];
        x2 = new double[size];
        t = new double[size];
        ofProduct = new double[size];
        ofFirst = new double[size];
        ofSecond = new double[size];
    }

    BispectrumPlan plan() {
        return plan;
    }

    long bytes() {
        return 8L * 6 * x1.length;
    }

    /**
     * The density coefficients of an environment.
     *
     * @param values [lm][width], up to two vectors readable beyond
     * @param zeroUntil [Q]: columns q to zeroUntil[q] of the coefficients are zero throughout
     */
    @SuppressWarnings("ArrayRecordComponent") // a view of a worker's scratch
    record Coefficients(double[] values, int width, int[] zeroUntil) {
        static Coefficients of(Workbench bench) {
            return new Coefficients(bench.coefficients(), bench.width(), bench.zeroUntil());
        }

        boolean has(int q) {
            return zeroUntil[q] == q;
        }
    }

    /** Computes the row of an environment. */
    void couple(Coefficients c, double[] out, int at) {
        Arrays.fill(out, at, at + plan.columns, 0);
        for (BispectrumPlan.Block b : plan.blocks) {
            for (int p = 0; p < b.pairs(); ) {
                p = choose(b, p, c);
                products(b, c);
                if (b.dense() && plan.q >= W && chosen[count - 1] - chosen[0] == count - 1) {
                    dense(b, c, out, at);
                } else {
                    for (int i = 0; i < count; i++) {
                        columns(b, i, c, out, at);
                    }
                }
            }
        }
    }

    /**
     * Computes dE/dc of an environment.
     *
     * @param v dE/dB from {@code vAt} on
     * @param out dE/dc, [lm][width]; of coefficients that are zero throughout it is not computed
     */
    void pullBack(double[] v, int vAt, Coefficients c, double[] out, int width) {
        int size = (plan.rows + 1) * (plan.rows + 1) / 4;
        Arrays.fill(out, 0, size * width, 0);
        for (BispectrumPlan.Block b : plan.blocks) {
            for (int p = 0; p < b.pairs(); ) {
                p = choose(b, p, c);
                products(b, c);
                Arrays.fill(ofProduct, 0, (2 * b.l3() + 1) * PAIRS, 0);
                for (int i = 0; i < count; i++) {
                    ofThird(b, i, v, vAt, c, out, width);
                }
                ofFactors(b.terms(), b);
                scatter(ofFirst, b.l1(), firsts, out, width);
                scatter(ofSecond, b.l2(), seconds, out, width);
            }
        }
    }

    /** Chooses the next pairs of a block whose factors are not zero, from pair {@code from} on; returns the end. */
    private int choose(BispectrumPlan.Block b, int from, Coefficients c) {
        count = 0;
        int p = from;
        for (; p < b.pairs() && count < PAIRS; p++) {
            int first = b.q1()[p];
            int second = b.q2()[p];
            if (c.has(first) && c.has(second)) {
                chosen[count] = p;
                firsts[count] = first;
                seconds[count++] = second;
            }
        }
        return p;
    }

    /** Computes T of the chosen pairs. */
    private void products(BispectrumPlan.Block b, Coefficients c) {
        gather(c, b.l1(), firsts, x1);
        gather(c, b.l2(), seconds, x2);
        BispectrumPlan.Terms terms = b.terms();
        for (int j = 0; j < count; j += W) {
            int g = 0;
            for (int m = 0; m <= 2 * b.l3(); m++) {
                DoubleVector sum = DoubleVector.zero(S);
                for (; g < terms.groups() && terms.m()[g] == m; g++) {
                    sum = turned(terms, g, j).fma(DoubleVector.fromArray(S, x1, terms.m1()[g] * PAIRS + j), sum);
                }
                sum.intoArray(t, m * PAIRS + j);
            }
        }
    }

    /** The sum of a group of terms over m2. */
    private DoubleVector turned(BispectrumPlan.Terms terms, int g, int j) {
        DoubleVector sum = DoubleVector.zero(S);
        for (int k = terms.begin()[g]; k < terms.begin()[g + 1]; k++) {
            sum = DoubleVector.broadcast(S, terms.value()[k])
                    .fma(DoubleVector.fromArray(S, x2, terms.m2()[k] * PAIRS + j), sum);
        }
        return sum;
    }

    private void gather(Coefficients c, int l, int[] q, double[] x) {
        int end = Lanes.roundUp(count, W);
        for (int m = 0; m <= 2 * l; m++) {
            int row = (l * l + m) * c.width;
            for (int i = 0; i < count; i++) {
                x[m * PAIRS + i] = c.values[row + q[i]];
            }
            Arrays.fill(x, m * PAIRS + count, m * PAIRS + end, 0);
        }
    }

    /** The columns of pair i of the chosen ones. */
    private void columns(BispectrumPlan.Block b, int i, Coefficients c, double[] out, int at) {
        int begin = b.begin()[chosen[i]];
        int end = b.begin()[chosen[i] + 1];
        int k = begin;
        if (end - begin >= W && plan.q3[end - 1] - plan.q3[begin] == end - 1 - begin) {
            for (; k + W <= end; k += W) {
                run(b.l3(), i, k, c, out, at);
            }
        }
        for (; k < end; k++) {
            if (c.has(plan.q3[k])) {
                out[at + k] = plan.weight[k] * one(b.l3(), i, plan.q3[k], c);
            }
        }
    }

    /** W columns with successive third factors. */
    private void run(int l, int i, int k, Coefficients c, double[] out, int at) {
        DoubleVector sum = DoubleVector.zero(S);
        int row = l * l * c.width + plan.q3[k];
        for (int m = 0; m <= 2 * l; m++) {
            sum = DoubleVector.broadcast(S, t[m * PAIRS + i]).fma(DoubleVector.fromArray(S, c.values, row), sum);
            row += c.width;
        }
        sum.mul(DoubleVector.fromArray(S, plan.weight, k)).intoArray(out, at + k);
    }

    private double one(int l, int i, int q3, Coefficients c) {
        double sum = 0;
        int row = l * l * c.width + q3;
        for (int m = 0; m <= 2 * l; m++) {
            sum = Math.fma(t[m * PAIRS + i], c.values[row], sum);
            row += c.width;
        }
        return sum;
    }

    /** All columns of successive pairs with every third factor, by register tiles. */
    private void dense(BispectrumPlan.Block b, Coefficients c, double[] out, int at) {
        int q = plan.q;
        int from = b.begin()[chosen[0]];
        int cAt = b.l3() * b.l3() * c.width;
        int rows = 2 * b.l3() + 1;
        for (int i = 0; i < count; i += 4) {
            int some = Math.min(4, count - i);
            int to = at + from + i * q;
            int j = 0;
            while (j < q) {
                if (some == 4 && q - j >= 2 * W) {
                    EquivariantTile.fourByTwo(t, i, PAIRS, c.values, cAt + j, c.width, rows, out, to + j, q);
                    j += 2 * W;
                } else {
                    // the last columns are a tile that overlaps its neighbour
                    int start = Math.min(j, q - W);
                    EquivariantTile.byOne(some, t, i, PAIRS, c.values, cAt + start, c.width, rows, out, to + start, q);
                    j = start + W;
                }
            }
        }
        for (int k = from; k < from + count * q; k++) {
            out[at + k] *= plan.weight[k];
        }
    }

    /** Gradients with respect to T of pair i, and to the third factors. */
    private void ofThird(BispectrumPlan.Block b, int i, double[] v, int vAt, Coefficients c, double[] out, int width) {
        int l = b.l3();
        int begin = b.begin()[chosen[i]];
        int end = b.begin()[chosen[i] + 1];
        for (int k = begin; k < end; k++) {
            double factor = plan.weight[k] * v[vAt + k];
            int q3 = plan.q3[k];
            if (factor == 0 || !c.has(q3)) {
                continue;
            }
            int row = l * l * c.width + q3;
            int to = l * l * width + q3;
            for (int m = 0; m <= 2 * l; m++) {
                int at = m * PAIRS + i;
                ofProduct[at] = Math.fma(factor, c.values[row], ofProduct[at]);
                out[to] = Math.fma(factor, t[at], out[to]);
                row += c.width;
                to += width;
            }
        }
    }

    /** Gradients with respect to the first and second factors from those with respect to T. */
    private void ofFactors(BispectrumPlan.Terms terms, BispectrumPlan.Block b) {
        Arrays.fill(ofFirst, 0, (2 * b.l1() + 1) * PAIRS, 0);
        Arrays.fill(ofSecond, 0, (2 * b.l2() + 1) * PAIRS, 0);
        for (int j = 0; j < count; j += W) {
            for (int g = 0; g < terms.groups(); g++) {
                int first = terms.m1()[g] * PAIRS + j;
                DoubleVector slope = DoubleVector.fromArray(S, ofProduct, terms.m()[g] * PAIRS + j);
                turned(terms, g, j)
                        .fma(slope, DoubleVector.fromArray(S, ofFirst, first))
                        .intoArray(ofFirst, first);
                slope = slope.mul(DoubleVector.fromArray(S, x1, first));
                for (int k = terms.begin()[g]; k < terms.begin()[g + 1]; k++) {
                    int second = terms.m2()[k] * PAIRS + j;
                    DoubleVector.broadcast(S, terms.value()[k])
                            .fma(slope, DoubleVector.fromArray(S, ofSecond, second))
                            .intoArray(ofSecond, second);
                }
            }
        }
    }

    private void scatter(double[] x, int l, int[] q, double[] out, int width) {
        for (int m = 0; m <= 2 * l; m++) {
            int row = (l * l + m) * width;
            for (int i = 0; i < count; i++) {
                out[row + q[i]] += x[m * PAIRS + i];
            }
        }
    }
}
