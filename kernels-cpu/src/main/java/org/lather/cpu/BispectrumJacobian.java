package org.lather.cpu;

import java.util.Arrays;

/**
 * dB/dc of one environment: for each column its gradient with respect to the coefficients of its three factors, then dB
 * from dc as many times as needed.
 */
final class BispectrumJacobian {
    private final BispectrumPlan plan;
    /** The factors of each column, [column][3], and where its partial derivatives begin. */
    private final int[] factors;

    private final int[] begin;
    private final double[] partials;
    private final double[] turned;
    /** The columns whose factors are all not zero. */
    private final int[] present;

    private int count;

    BispectrumJacobian(BispectrumPlan plan) {
        this.plan = plan;
        factors = new int[Math.multiplyExact(3, plan.columns)];
        begin = new int[plan.columns + 1];
        present = new int[plan.columns];
        int most = 0;
        for (BispectrumPlan.Block b : plan.blocks) {
            for (int p = 0; p < b.pairs(); p++) {
                for (int k = b.begin()[p]; k < b.begin()[p + 1]; k++) {
                    factors[3 * k] = b.q1()[p];
                    factors[3 * k + 1] = b.q2()[p];
                    factors[3 * k + 2] = plan.q3[k];
                    begin[k + 1] = Math.addExact(begin[k], b.partials());
                }
            }
            most = Math.max(most, b.terms().groups());
        }
        partials = new double[begin[plan.columns]];
        turned = new double[most];
    }

    long bytes() {
        return 8L * (partials.length + turned.length) + 4L * (factors.length + begin.length + present.length);
    }

    /** Computes the partial derivatives of an environment. */
    void environment(BispectrumBench.Coefficients c) {
        Arrays.fill(partials, 0);
        count = 0;
        for (BispectrumPlan.Block b : plan.blocks) {
            for (int p = 0; p < b.pairs(); p++) {
                if (c.has(b.q1()[p]) && c.has(b.q2()[p])) {
                    pair(b, p, c);
                }
            }
        }
    }

    private void pair(BispectrumPlan.Block b, int p, BispectrumBench.Coefficients c) {
        BispectrumPlan.Terms terms = b.terms();
        int second = b.l2() * b.l2() * c.width() + b.q2()[p];
        for (int g = 0; g < terms.groups(); g++) {
            double sum = 0;
            for (int k = terms.begin()[g]; k < terms.begin()[g + 1]; k++) {
                sum = Math.fma(terms.value()[k], c.values()[second + terms.m2()[k] * c.width()], sum);
            }
            turned[g] = sum;
        }
        for (int k = b.begin()[p]; k < b.begin()[p + 1]; k++) {
            if (c.has(plan.q3[k])) {
                present[count++] = k;
                column(b, b.q1()[p], k, c);
            }
        }
    }

    private void column(BispectrumPlan.Block b, int q1, int k, BispectrumBench.Coefficients c) {
        BispectrumPlan.Terms terms = b.terms();
        int ofFirst = begin[k];
        int ofSecond = ofFirst + 2 * b.l1() + 1;
        int ofThird = ofSecond + 2 * b.l2() + 1;
        int first = b.l1() * b.l1() * c.width() + q1;
        int third = b.l3() * b.l3() * c.width() + plan.q3[k];
        double weight = plan.weight[k];
        for (int g = 0; g < terms.groups(); g++) {
            double x = weight * c.values()[first + terms.m1()[g] * c.width()];
            double z = c.values()[third + terms.m()[g] * c.width()];
            partials[ofFirst + terms.m1()[g]] += weight * z * turned[g];
            partials[ofThird + terms.m()[g]] += x * turned[g];
            double slope = x * z;
            for (int i = terms.begin()[g]; i < terms.begin()[g + 1]; i++) {
                partials[ofSecond + terms.m2()[i]] += slope * terms.value()[i];
            }
        }
    }

    /**
     * Computes dB.
     *
     * @param dc [lm][Q], zero but for channels {@code from} to {@code to}
     * @param out dB from {@code at} on, all columns are written
     */
    void derive(double[] dc, int from, int to, double[] out, int at) {
        Arrays.fill(out, at, at + plan.columns, 0);
        int next = 0;
        for (BispectrumPlan.Block b : plan.blocks) {
            int end = b.begin()[b.pairs()];
            for (; next < count && present[next] < end; next++) {
                int k = present[next];
                int j = begin[k];
                double sum = factor(b.l1(), factors[3 * k], j, dc, from, to);
                j += 2 * b.l1() + 1;
                sum += factor(b.l2(), factors[3 * k + 1], j, dc, from, to);
                j += 2 * b.l2() + 1;
                out[at + k] = sum + factor(b.l3(), factors[3 * k + 2], j, dc, from, to);
            }
        }
    }

    private double factor(int l, int q, int j, double[] dc, int from, int to) {
        if (q < from || q >= to) {
            return 0;
        }
        double sum = 0;
        int row = l * l * plan.q + q;
        for (int m = 0; m <= 2 * l; m++) {
            sum = Math.fma(partials[j + m], dc[row], sum);
            row += plan.q;
        }
        return sum;
    }
}
