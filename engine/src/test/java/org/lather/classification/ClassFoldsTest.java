package org.lather.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lather.error.NotFiniteException;
import org.lather.execution.CancelledException;
import org.lather.options.ClassifierOptions;
import org.lather.options.OptionsException;

class ClassFoldsTest {
    @Test
    void foldsDivideNoGroupAndHaveAllClasses() {
        Random random = new Random(3);
        int n = 400;
        int[] groups = random.ints(n, 0, 150).toArray();
        int[] classes = Arrays.stream(groups).map(g -> g % 10 == 0 ? 1 : 0).toArray();
        int[] folds = ClassFolds.of(classes, groups, 5, 1);
        Map<Integer, Integer> ofGroup = new HashMap<>();
        int[][] counts = new int[5][2];
        for (int i = 0; i < n; i++) {
            assertThat(ofGroup.merge(groups[i], folds[i], (a, b) -> a)).isEqualTo(folds[i]);
            counts[folds[i]][classes[i]]++;
        }
        int positive = Arrays.stream(classes).sum();
        for (int[] c : counts) {
            assertThat(c[1]).isBetween(positive / 5 - 2, positive / 5 + 3);
            assertThat(c[0]).isBetween((n - positive) / 5 - 2, (n - positive) / 5 + 2);
        }
        assertThat(ClassFolds.of(classes, groups, 5, 1)).isEqualTo(folds);
        assertThat(ClassFolds.of(classes, groups, 5, 2)).isNotEqualTo(folds);
    }

    @Test
    void singleStructuresAreStratified() {
        int[] classes = new int[60];
        Arrays.fill(classes, 0, 10, 1);
        int[] folds = ClassFolds.of(classes, IntStream.range(0, 60).toArray(), 5, 7);
        for (int f = 0; f < 5; f++) {
            int fold = f;
            assertThat(IntStream.range(0, 10).filter(i -> folds[i] == fold).count())
                    .isEqualTo(2);
            assertThat(IntStream.range(10, 60).filter(i -> folds[i] == fold).count())
                    .isEqualTo(10);
        }
    }

    @Test
    void aRareClassInGroupsOfAnotherIsInAllFolds() {
        int[] folds = folds(new int[][] {{12, 0}, {10, 1}, {5, 1}, {4, 0}}, 2);
        assertThat(folds[1]).isNotEqualTo(folds[2]);
        // 17 of the frequent class are beside 14
        assertThat(folds[0]).isEqualTo(folds[2]);
        assertThat(folds[1]).isEqualTo(folds[3]);
    }

    @Test
    void aClassWhoseStructuresAreAllInOneFoldIsRefused() {
        int[][] groups = {{20, 0, 2}, {0, 10, 1}, {0, 8, 1}, {3, 0, 0}};
        assertThat(folds(groups, 2)).containsExactly(0, 1, 1, 1);
        int[] classes = classes(groups);
        int n = classes.length;
        double[] k = new double[n * n];
        Arrays.setAll(k, i -> i / n == i % n ? 1 : 0);
        PairwiseFit.Problem problem = new PairwiseFit.Problem(k, classes, numbers(groups), 3);
        PairwiseFit.Settings settings = new PairwiseFit.Settings(ClassifierOptions.DEFAULT, 2, 1, () -> {});
        assertThatThrownBy(() -> PairwiseFit.of(problem, IntStream.range(0, n).toArray(), settings))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("got all of class 2 of 3 in one");
    }

    /** The fold of each group with a number of structures of each class, [group][class]. */
    private static int[] folds(int[][] groups, int folds) {
        int[] named = numbers(groups);
        int[] of = ClassFolds.of(classes(groups), named, folds, 1);
        int[] out = new int[groups.length];
        for (int i = 0; i < of.length; i++) {
            out[named[i]] = of[i];
        }
        return out;
    }

    private static int[] classes(int[][] groups) {
        return Arrays.stream(groups)
                .flatMapToInt(counts -> IntStream.range(0, counts.length)
                        .flatMap(c -> IntStream.generate(() -> c).limit(counts[c])))
                .toArray();
    }

    private static int[] numbers(int[][] groups) {
        return IntStream.range(0, groups.length)
                .flatMap(g -> IntStream.generate(() -> g)
                        .limit(Arrays.stream(groups[g]).sum()))
                .toArray();
    }

    @Test
    void aMachineOfManyStepsCanBeCancelled() {
        int n = 300;
        double[][] x = new double[n][];
        Random random = new Random(11);
        Arrays.setAll(x, i -> random.doubles(2).toArray());
        double[] k = new double[n * n];
        Arrays.setAll(
                k, i -> Math.exp(-Math.pow(x[i / n][0] - x[i % n][0], 2) - Math.pow(x[i / n][1] - x[i % n][1], 2)));
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = random.nextBoolean();
        }
        double[] bounds = new double[n];
        Arrays.fill(bounds, 100);
        int[] checks = new int[1];
        SupportVectorMachine.Stopping stopping = new SupportVectorMachine.Stopping(1e-5, () -> {
            if (checks[0]++ == 2) {
                throw new CancelledException("enough");
            }
        });
        int[] rows = IntStream.range(0, n).toArray();
        assertThatThrownBy(() -> SupportVectorMachine.fit(k, n, rows, positive, bounds, stopping))
                .isInstanceOf(CancelledException.class);
        assertThat(checks[0]).isEqualTo(3);
    }

    @Test
    void couplingReturnsProbabilitiesThatAgreeWithAllPairs() {
        double[] p = {0.5, 0.3, 0.15, 0.05};
        double[][] r = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                r[i][j] = p[i] / (p[i] + p[j]);
            }
        }
        assertThat(PairwiseCoupling.probabilities(r)).containsExactly(p, within(1e-8));
        assertThat(PairwiseCoupling.probabilities(new double[][] {{0, 0.2}, {0.8, 0}}))
                .containsExactly(0.2, 0.8);
    }

    /** At the minimum all (Qp)_i are equal, Q_ii = Σ_j r_ji², Q_ij = −r_ji r_ij. */
    @Test
    void couplingMinimisesForPairsThatContradictEachOther() {
        double[][] r = {{0, 0.9, 0.4}, {0.1, 0, 0.7}, {0.6, 0.3, 0}};
        double[] p = PairwiseCoupling.probabilities(r);
        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
        double[] qp = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (j != i) {
                    qp[i] += r[j][i] * r[j][i] * p[i] - r[j][i] * r[i][j] * p[j];
                }
            }
        }
        assertThat(qp[1]).isCloseTo(qp[0], within(1e-10));
        assertThat(qp[2]).isCloseTo(qp[0], within(1e-10));
    }

    @Test
    void equalScoresShareTheirRanks() {
        double[] scores = {0.9, 0.5, 0.5, 0.5, 0.1};
        RankingMetrics first = new RankingMetrics(scores, new boolean[] {true, true, false, false, false});
        RankingMetrics last = new RankingMetrics(scores, new boolean[] {true, false, false, true, false});
        assertThat(first.rocAuc()).isEqualTo((3 + 2) / 6.0);
        assertThat(last.rocAuc()).isEqualTo(first.rocAuc());
        assertThat(last.bedroc(80.5)).isEqualTo(first.bedroc(80.5));
        assertThat(first.enrichment(0.4)).isCloseTo((1 + 1 / 3.0) / 2 * 5 / 2, within(1e-12));
        assertThat(new RankingMetrics(scores, new boolean[5]).rocAuc()).isNaN();
        double[] lost = {0.9, Double.NaN, 0.5, 0.5, 0.1};
        assertThatThrownBy(() -> new RankingMetrics(lost, new boolean[] {true, false, false, false, false}))
                .isInstanceOf(NotFiniteException.class);
        boolean[] perfect = {true, false, false, false, false};
        assertThat(new RankingMetrics(scores, perfect).bedroc(80.5)).isCloseTo(1, within(1e-12));
    }
}
