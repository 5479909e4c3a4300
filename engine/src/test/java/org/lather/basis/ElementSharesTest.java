package org.lather.basis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/** Clusters of hydrogen, carbon and oxygen, one of which has two sulphur atoms. */
class ElementSharesTest {
    private static List<Structure> clusters(int count) {
        Structure rare =
                Structure.of(new int[] {16, 1, 16}, new double[] {0, 0, 0, 1.4, 0, 0, 1.4, 1.5, 0.3}, Cell.NONE);
        return Stream.concat(SmallTraining.clusters(3, count).stream(), Stream.of(SmallTraining.labelled(rare)))
                .toList();
    }

    private static Map<Integer, Long> counts(int[] centers) {
        return Arrays.stream(centers).boxed().collect(Collectors.groupingBy(z -> z, Collectors.counting()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "fps"})
    void everyElementHasRepresentatives(String selection) {
        for (int seed = 1; seed <= 4; seed++) {
            Options options = SmallTraining.options(
                    "representatives: {count: 60, pool: 80, selection: " + selection + "}, noise: 0.1, seed: " + seed,
                    "energy: {baseline: composition}");
            try (Backend backend = SmallTraining.reference();
                    Model m = SmallTraining.fit(options, backend, clusters(120))) {
                int[] centers = m.parameters().representatives().get(0).centers();
                assertThat(centers).hasSize(60);
                assertThat(counts(centers)).containsOnlyKeys(1, 6, 8, 16).containsEntry(16, 2L);
                assertThat(m.report().orElseThrow().byElement()).containsEntry("S", 2);
                assertThat(m.report().orElseThrow().warnings())
                        .noneMatch(w -> w.kind() == Warning.Kind.ELEMENTS_WITHOUT_REPRESENTATIVES);
            }
        }
    }

    @Test
    void fewerRepresentativesThanElementsAreNamed() {
        Options options = SmallTraining.options(
                "representatives: {count: 3, selection: random}, noise: 0.1", "energy: {baseline: composition}");
        try (Backend backend = SmallTraining.reference();
                Model m = SmallTraining.fit(options, backend, clusters(40))) {
            assertThat(m.report().orElseThrow().warnings())
                    .anySatisfy(w -> assertThat(w.toString()).contains("S").contains("representatives.count"));
        }
    }

    /** Where every element has its share, a choice keeps its order. */
    @Test
    void aChoiceWithAllElementsIsKept() {
        int[] center = IntStream.range(0, 100).map(i -> i % 2 == 0 ? 1 : 6).toArray();
        int[] chosen = IntStream.range(0, 40).map(i -> 99 - i).toArray();
        assertThat(ElementShares.complete(chosen, i -> center[i], 100)).isSameAs(chosen);
    }

    /** What was chosen last gives way, but not below the share of its own element. */
    @Test
    void theLastGiveWay() {
        int[] center = IntStream.range(0, 100).map(i -> i < 95 ? 1 : 6).toArray();
        int[] chosen = IntStream.range(0, 40).map(i -> i == 0 ? 96 : i).toArray();
        int[] complete = ElementShares.complete(chosen, i -> center[i], 100);
        assertThat(complete).hasSize(40).doesNotHaveDuplicates().contains(95, 96, 97, 98, 99);
        assertThat(Arrays.copyOf(complete, 36)).isEqualTo(Arrays.copyOf(chosen, 36));
    }
}
