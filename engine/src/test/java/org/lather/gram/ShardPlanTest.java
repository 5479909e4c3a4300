package org.lather.gram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlanTest {
    private static int[] sizes(int structures, int most) {
        return new Random(structures).ints(structures, 1, most + 1).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, 20",
        "3, 5, 20",
        "39, 5, 20",
        "80, 5, 20",
        "442, 5, 20",
        "5000, 5, 23",
        "20000, 5, 23",
        "300, 3, 5000",
        "100, 2, 9"
    })
    void coversAllStructuresOnceWithinItsLimits(int structures, int folds, int most) {
        int[] atoms = sizes(structures, most);
        ShardPlan plan = ShardPlan.of(atoms, folds, 1);
        assertThat(plan.start(0)).isZero();
        assertThat(plan.start(plan.shards())).isEqualTo(structures);
        int largest = 0;
        int[] shardsOfFold = new int[folds];
        for (int s = 0; s < plan.shards(); s++) {
            int n = plan.start(s + 1) - plan.start(s);
            assertThat(n).isPositive();
            largest = Math.max(largest, n);
            int butLast = IntStream.range(plan.start(s), plan.start(s + 1) - 1)
                    .map(i -> atoms[i])
                    .sum();
            assertThat(butLast).isLessThan(ShardPlan.MAX_ATOMS);
            shardsOfFold[plan.fold(s)]++;
        }
        assertThat(plan.largest()).isEqualTo(largest).isLessThanOrEqualTo(256);
        int fewest = IntStream.of(shardsOfFold).min().orElseThrow();
        int greatest = IntStream.of(shardsOfFold).max().orElseThrow();
        assertThat(greatest - fewest).isLessThanOrEqualTo(1);
        if (structures >= 8 * folds) {
            assertThat(fewest).isGreaterThanOrEqualTo(8);
        }
    }

    /** Each fold holds its share of the structures, to within a tenth where there are many. */
    @Test
    void foldsAreBalanced() {
        int[] atoms = sizes(5000, 23);
        ShardPlan plan = ShardPlan.of(atoms, 5, 1);
        int[] structures = new int[5];
        for (int s = 0; s < plan.shards(); s++) {
            structures[plan.fold(s)] += plan.start(s + 1) - plan.start(s);
        }
        for (int n : structures) {
            assertThat(n).isBetween(870, 1130);
        }
    }

    @Test
    void dependsOnItsArgumentsAlone() {
        int[] atoms = sizes(1000, 20);
        ShardPlan a = ShardPlan.of(atoms, 5, 7);
        ShardPlan b = ShardPlan.of(atoms.clone(), 5, 7);
        ShardPlan other = ShardPlan.of(atoms, 5, 8);
        assertThat(folds(a)).isEqualTo(folds(b)).isNotEqualTo(folds(other));
        assertThat(IntStream.rangeClosed(0, a.shards()).map(a::start))
                .isEqualTo(IntStream.rangeClosed(0, other.shards())
                        .map(other::start)
                        .boxed()
                        .toList());
    }

    private static int[] folds(ShardPlan p) {
        return IntStream.range(0, p.shards()).map(p::fold).toArray();
    }
}
