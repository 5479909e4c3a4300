package org.lather.classification;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.error.NotFiniteException;

/**
 * Measures of a ranking of structures of two classes by a score. Structures of equal score share the mean of what their
 * ranks contribute, so that the measures do not depend on the order of the structures. All are NaN unless there are
 * structures of both classes.
 */
final class RankingMetrics {
    private final boolean[] positive;
    /** End of the run of equal scores to which a rank belongs, from the largest score down. */
    private final int[] runEnd;

    private final int positives;

    /**
     * @param scores larger for structures that are more likely positive
     * @param positive whether a structure is positive
     * @throws NotFiniteException if a score is not a number
     */
    RankingMetrics(double[] scores, boolean[] positive) {
        int n = scores.length;
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new NotFiniteException("expected scores that can be ranked, got NaN");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((i, j) -> Double.compare(scores[j], scores[i]))
                .mapToInt(i -> i)
                .toArray();
        this.positive = new boolean[n];
        runEnd = new int[n];
        int count = 0;
        for (int from = 0; from < n; ) {
            int to = from;
            while (to < n && scores[order[to]] == scores[order[from]]) {
                this.positive[to] = positive[order[to]];
                count += positive[order[to]] ? 1 : 0;
                to++;
            }
            Arrays.fill(runEnd, from, to, to);
            from = to;
        }
        positives = count;
    }

    private boolean isDefined() {
        return positives > 0 && positives < positive.length;
    }

    private int positives(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += positive[i] ? 1 : 0;
        }
        return count;
    }

    /**
     * The area under the receiver operating characteristic: the probability that a positive structure has a larger
     * score than a negative one, with ½ for equal ones.
     */
    double rocAuc() {
        if (!isDefined()) {
            return Double.NaN;
        }
        double pairs = 0;
        int above = 0;
        for (int from = 0; from < positive.length; from = runEnd[from]) {
            int own = positives(from, runEnd[from]);
            int negative = runEnd[from] - from - own;
            pairs += negative * (above + 0.5 * own);
            above += own;
        }
        return pairs / ((double) positives * (positive.length - positives));
    }

    /**
     * The Boltzmann-enhanced discrimination of the receiver operating characteristic (Truchon, Bayly 2007,
     * doi:10.1021/ci600426e): (RIE − RIE_min)/(RIE_max − RIE_min) with the robust initial enhancement RIE = mean of
     * exp(−α r/N) over the ranks r = 1..N of positives, divided by the mean over all ranks.
     *
     * @param alpha α; for 80.5 the first 2 % of the ranking contribute 80 %
     */
    double bedroc(double alpha) {
        if (!isDefined()) {
            return Double.NaN;
        }
        int n = positive.length;
        double sum = 0;
        for (int from = 0; from < n; from = runEnd[from]) {
            double run = 0;
            for (int i = from; i < runEnd[from]; i++) {
                run += Math.exp(-alpha * (i + 1) / n);
            }
            sum += run * positives(from, runEnd[from]) / (runEnd[from] - from);
        }
        double ratio = (double) positives / n;
        double rie = sum / positives * n * Math.expm1(alpha / n) / -Math.expm1(-alpha);
        double least = Math.expm1(alpha * ratio) / (ratio * Math.expm1(alpha));
        double most = Math.expm1(-alpha * ratio) / (ratio * Math.expm1(-alpha));
        return (rie - least) / (most - least);
    }

    /**
     * The enrichment factor: the fraction of positives among the first ⌈f N⌉ structures, divided by that among all.
     *
     * @param fraction f
     */
    double enrichment(double fraction) {
        if (!isDefined()) {
            return Double.NaN;
        }
        int n = positive.length;
        int first = (int) Math.ceil(fraction * n);
        double found = 0;
        for (int from = 0; from < first; from = runEnd[from]) {
            double inside = Math.min(first, runEnd[from]) - from;
            found += inside * positives(from, runEnd[from]) / (runEnd[from] - from);
        }
        return found / first * n / positives;
    }
}
