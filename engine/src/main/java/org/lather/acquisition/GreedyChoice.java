package org.lather.acquisition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The greedy choice of candidates by uncertainties u_i that decrease with each choice. With the posterior covariances
 * c(i, j) of the values of candidates and the noise variances n_i of their labels, the variance that is left once the
 * candidates of a set S are labelled is that of a Gaussian process (Rasmussen, Williams 2006, eq. 2.26),
 *
 * <p>c_S(i, i) = c(i, i) − c(i, S) [c(S, S) + n_S]⁻¹ c(S, i),
 *
 * <p>which does not depend on the labels. The next choice is the candidate with the largest u_i √(c_S(i, i) / c(i, i)).
 * The inverse is updated as a Cholesky factor with a row for each choice, so that n choices among K candidates take
 * O(n² K) operations and n K numbers.
 */
final class GreedyChoice {
    /** Computes posterior covariances. */
    interface Covariances {
        /**
         * Returns c(i, j) of one candidate with all, [K], which may be overwritten.
         *
         * @param likely the candidates that are chosen next, unless others are more uncertain then, in order; the first
         *     is i
         */
        double[] column(int[] likely);
    }

    /**
     * A choice.
     *
     * @param index of the candidate
     * @param score u √(c_S / c)
     * @param remaining c_S / c
     */
    record Step(int index, double score, double remaining) {}

    private final double[] uncertainties;
    private final double[] prior;
    private final double[] noise;
    private final double[] left;
    private final boolean[] done;
    private final List<double[]> rows = new ArrayList<>();

    /**
     * @param uncertainties u, [K]
     * @param prior c(i, i), [K]
     * @param noise n, [K]
     */
    GreedyChoice(double[] uncertainties, double[] prior, double[] noise) {
        this.uncertainties = uncertainties;
        this.prior = prior;
        this.noise = noise;
        this.left = prior.clone();
        this.done = new boolean[prior.length];
    }

    /** Returns the next choices in order; of equal ones the first candidate. */
    List<Step> choose(int count, int lookAhead, Covariances covariances) {
        List<Step> out = new ArrayList<>();
        while (out.size() < count) {
            int[] likely = largest(Math.min(lookAhead, count - out.size()));
            int next = likely[0];
            out.add(new Step(next, score(next), remaining(next)));
            done[next] = true;
            if (out.size() < count) {
                condition(next, covariances.column(likely));
            }
        }
        return out;
    }

    private double remaining(int i) {
        return prior[i] > 0 ? Math.max(0, left[i] / prior[i]) : 1;
    }

    private double score(int i) {
        return uncertainties[i] * Math.sqrt(remaining(i));
    }

    /** The candidates with the largest scores, in descending order. */
    private int[] largest(int count) {
        int[] out = new int[count];
        boolean[] taken = done.clone();
        for (int k = 0; k < count; k++) {
            int best = -1;
            for (int i = 0; i < prior.length; i++) {
                if (!taken[i] && (best < 0 || score(i) > score(best))) {
                    best = i;
                }
            }
            if (best < 0) {
                return Arrays.copyOf(out, k);
            }
            taken[best] = true;
            out[k] = best;
        }
        return out;
    }

    /** Subtracts what a label of a candidate explains from all variances. */
    private void condition(int chosen, double[] column) {
        for (double[] row : rows) {
            double own = row[chosen];
            for (int i = 0; i < column.length; i++) {
                column[i] -= own * row[i];
            }
        }
        double variance = Math.max(0, left[chosen]) + noise[chosen];
        if (!(variance > 0)) {
            return;
        }
        double root = Math.sqrt(variance);
        for (int i = 0; i < column.length; i++) {
            column[i] /= root;
            left[i] -= column[i] * column[i];
        }
        rows.add(column);
    }
}
