package org.lather.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;

class SelectorTest {
    private final DenseAlgebra algebra =
            new ReferenceBackend(Precision.DOUBLE).algebra().dense();

    private Selection select(Selector selector, Points points, int count) {
        return selector.select(points, count, algebra, Execution.defaults());
    }

    /** Values on a grid of eighths, so that distances are exact and many are equal. */
    private static Points grid(int size, int dimension, int levels) {
        SplittableRandom random = new SplittableRandom(3);
        double[] values = new double[size * dimension];
        Arrays.setAll(values, i -> random.nextInt(levels) / 8.0);
        return new Points(values, size, dimension);
    }

    private static double distance(Points p, int i, int j) {
        double sum = 0;
        for (int k = 0; k < p.dimension(); k++) {
            double d = p.values()[i * p.dimension() + k] - p.values()[j * p.dimension() + k];
            sum += d * d;
        }
        return sum;
    }

    /** Compares every point with every choice; of equal distances the lowest index is chosen. */
    private static int[] farthestOfAll(Points p, int count, int start) {
        double[] nearest = new double[p.size()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int[] out = new int[count];
        int next = start;
        for (int m = 0; m < count; m++) {
            out[m] = next;
            int far = 0;
            for (int i = 0; i < p.size(); i++) {
                nearest[i] = Math.min(nearest[i], distance(p, i, next));
                far = nearest[i] > nearest[far] ? i : far;
            }
            next = far;
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"700, 3, 40, 300", "300, 12, 3, 200", "400, 40, 1000, 399", "90, 2, 12, 60"})
    void lazyAndPrunedComparisonsChooseAsAllComparisons(int size, int dimension, int levels, int count) {
        Points p = grid(size, dimension, levels);
        int[] expected = farthestOfAll(p, count, 7);
        assertThat(select(new FarthestPoints(7, false), p, count).indices()).isEqualTo(expected);
        assertThat(select(new FarthestPoints(7, true), p, count).indices()).isEqualTo(expected);
    }

    @Test
    void farthestPointsEndWhereOnlyCopiesAreLeft() {
        Points p = new Points(new double[] {1, 2, 3, 4, 1, 2, 0, 0, 3, 4}, 5, 2);
        Selection s = select(new FarthestPoints(1, false), p, 5);
        assertThat(s.indices()).containsExactly(1, 3, 0);
        assertThat(s.scores()).containsExactly(Double.POSITIVE_INFINITY, 25, 5);
    }

    /** The third point is the sum of the first two; the residual of the small one is computed again. */
    @Test
    void leverageScoresEndWhereOnlyLinearCombinationsAreLeft() {
        Points tall = new Points(new double[] {1, 2, 0, 2, -1.5, 0, 3, 0.5, 0, 0, 0, 1e-7}, 4, 3);
        int[] chosen = select(new Cur(), tall, 4).indices();
        assertThat(chosen).hasSize(3);
        assertThat(chosen[2]).isEqualTo(3);
        Points wide = new Points(new double[] {1, 2, 1e-4, 0, 2, -1, 0, 1, 3, 1, 1e-4, 1}, 3, 4);
        assertThat(select(new Cur(), wide, 3).size()).isEqualTo(2);
    }

    @Test
    void drawsEachPointAtMostOnce() {
        Points p = grid(50, 1, 9);
        int[] drawn = select(new RandomPoints(4), p, 50).indices();
        assertThat(drawn).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(select(new RandomPoints(4), p, 20).indices()).isEqualTo(Arrays.copyOf(drawn, 20));
        assertThat(select(new RandomPoints(5), p, 50).indices()).isNotEqualTo(drawn);
    }

    @Test
    void transposes() {
        assertThat(Points.columns(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).values())
                .containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Points p = grid(5, 2, 9);
        assertThatThrownBy(() -> select(new FarthestPoints(0, false), p, 6)).hasMessageContaining("from 1 to 5");
        assertThatThrownBy(() -> select(new FarthestPoints(5, false), p, 2)).hasMessageContaining("from 0 to 4");
        Targets targets = new Targets(new double[4], 1, Targets.Rows.POINTS);
        assertThatThrownBy(() -> select(new PcovCur(0.5, targets), p, 2)).hasMessageContaining("for 5 samples, got 4");
        assertThatThrownBy(() -> new PcovCur(1.5, targets)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> new Points(new double[3], 2, 2)).hasMessageContaining("2 x 2");
    }

    @Test
    void stopsWhereItIsCancelled() {
        Execution cancelled = new Execution(1 << 20, Progress.NONE, null, () -> true);
        assertThatThrownBy(() -> new Cur().select(grid(9, 3, 90), 3, algebra, cancelled))
                .isInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> new FarthestPoints(0, false).select(grid(9, 3, 90), 3, algebra, cancelled))
                .isInstanceOf(CancelledException.class);
    }
}
