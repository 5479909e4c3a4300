package org.lather.gram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionTest {
    private static int[] folds(Partition p) {
        return IntStream.range(0, p.structures()).map(p::fold).toArray();
    }

    @ParameterizedTest
    @CsvSource({"400, 40, 5, 1", "400, 7, 5, 2", "1000, 900, 3, 3", "60, 5, 5, 4"})
    void noFoldDividesAGroup(int structures, int groups, int folds, long seed) {
        int[] group = new Random(seed).ints(structures, 0, groups).toArray();
        IntStream.range(0, groups).forEach(g -> group[g] = g);
        Partition p = Partition.ofGroups(group, folds, seed);
        Map<Integer, Integer> foldOf = new HashMap<>();
        int largest = 0;
        for (int i = 0; i < structures; i++) {
            assertThat(foldOf.computeIfAbsent(group[i], g -> -1)).isIn(-1, p.fold(i));
            foldOf.put(group[i], p.fold(i));
        }
        for (int g = 0; g < groups; g++) {
            int of = g;
            largest = Math.max(
                    largest, (int) Arrays.stream(group).filter(x -> x == of).count());
        }
        int[] sizes = IntStream.range(0, folds).map(p::size).toArray();
        assertThat(Arrays.stream(sizes).sum()).isEqualTo(structures);
        assertThat(Arrays.stream(sizes).min().orElseThrow()).isPositive();
        // an assignment of the largest first leaves folds that differ by at most one group
        assertThat(Arrays.stream(sizes).max().orElseThrow()
                        - Arrays.stream(sizes).min().orElseThrow())
                .isLessThanOrEqualTo(largest);
        assertThat(folds(p)).isEqualTo(folds(Partition.ofGroups(group.clone(), folds, seed)));
    }

    @Test
    void theSeedDecidesAmongGroupsOfEqualSize() {
        int[] group = IntStream.range(0, 60).map(i -> i / 2).toArray();
        assertThat(folds(Partition.ofGroups(group, 5, 1))).isNotEqualTo(folds(Partition.ofGroups(group, 5, 2)));
    }

    @Test
    void fewerGroupsThanFoldsLeaveFoldsEmpty() {
        Partition p = Partition.ofGroups(new int[] {0, 1, 0, 1, 1}, 5, 1);
        assertThat(IntStream.range(0, 5).map(p::size).sorted()).containsExactly(0, 0, 0, 2, 3);
    }

    @Test
    void shardsEndWhereTheFoldChanges() {
        int[] atoms = new Random(4).ints(500, 1, 30).toArray();
        int[] group = new Random(5).ints(500, 0, 25).toArray();
        Partition p = Partition.ofGroups(group, 4, 1);
        ShardPlan plan = ShardPlan.of(atoms, p);
        assertThat(plan.start(plan.shards())).isEqualTo(500);
        int most = 0;
        for (int s = 0; s < plan.shards(); s++) {
            int sum = 0;
            for (int i = plan.start(s); i < plan.start(s + 1); i++) {
                assertThat(plan.fold(s)).isEqualTo(p.fold(i));
                sum += atoms[i];
            }
            most = Math.max(most, sum);
        }
        assertThat(plan.mostAtoms()).isEqualTo(most);
    }

    @Test
    void consecutiveStructuresShareAFold() {
        int[] atoms = new Random(6).ints(800, 1, 30).toArray();
        Partition p = Partition.consecutive(atoms, 5, 9);
        ShardPlan plan = ShardPlan.of(atoms, 5, 9);
        for (int s = 0; s < plan.shards(); s++) {
            for (int i = plan.start(s); i < plan.start(s + 1); i++) {
                assertThat(p.fold(i)).isEqualTo(plan.fold(s));
            }
        }
    }
}
