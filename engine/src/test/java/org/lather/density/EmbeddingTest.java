package org.lather.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.lather.structure.Electronegativity;

class EmbeddingTest {
    private static final int[] ELEMENTS = {1, 6, 7, 8, 9};

    private static double product(Channels c, int a, int b) {
        double sum = 0;
        for (int j = 0; j < c.count(); j++) {
            sum += c.weight(a, j) * c.weight(b, j);
        }
        return sum;
    }

    @Test
    void asManyChannelsAsElementsGiveTheSimilarity() {
        Embedding.FromProperties properties = new Embedding.FromProperties(9, 1, 0.3);
        Channels c = properties.channels(ELEMENTS);
        assertThat(c.count()).isEqualTo(5);
        for (int a = 0; a < 5; a++) {
            for (int b = 0; b < 5; b++) {
                assertThat(product(c, a, b)).isCloseTo(properties.similarity(ELEMENTS[a], ELEMENTS[b]), within(1e-12));
            }
        }
        // H 2.20 and 0.31 Å, C 2.55 and 0.76 Å
        double expected = Math.exp(-0.35 * 0.35 / 2 - 1.5 * 1.5 / 2);
        assertThat(properties.similarity(1, 6)).isCloseTo(expected, within(1e-12));
        assertThat(properties.similarity(8, 8)).isEqualTo(1);
    }

    /** The error of the similarity is the sum of the squares of the eigenvalues that are left out. */
    @Test
    void fewerChannelsAreTheBestApproximation() {
        Channels all = new Embedding.FromProperties(5, 0.8, 0.3).channels(ELEMENTS);
        Channels some = new Embedding.FromProperties(3, 0.8, 0.3).channels(ELEMENTS);
        assertThat(some.count()).isEqualTo(3);
        double[] eigenvalues = new double[5];
        for (int j = 0; j < 5; j++) {
            double largest = 0;
            for (int a = 0; a < 5; a++) {
                double u = all.weight(a, j);
                eigenvalues[j] += u * u;
                largest = Math.abs(u) > Math.abs(largest) ? u : largest;
                if (j < 3) {
                    assertThat(some.weight(a, j)).isEqualTo(u);
                }
            }
            assertThat(largest).isPositive();
            assertThat(j == 0 ? 5 : eigenvalues[j - 1]).isGreaterThan(eigenvalues[j]);
        }
        double error = 0;
        for (int a = 0; a < 5; a++) {
            for (int b = 0; b < 5; b++) {
                error += Math.pow(product(all, a, b) - product(some, a, b), 2);
            }
        }
        double expected = Math.pow(eigenvalues[3], 2) + Math.pow(eigenvalues[4], 2);
        assertThat(error).isCloseTo(expected, within(1e-12));
    }

    @Test
    void elementsHaveAChannelEach() {
        assertThat(Embedding.ELEMENTS.channels(1, 8)).isEqualTo(Channels.oneHot(1, 8));
        Embedding unit = new Embedding.Given(new TreeMap<>(Map.of(1, List.of(1.0, 0.0), 8, List.of(0.0, 1.0))));
        assertThat(unit.channels(1, 8)).isEqualTo(Channels.oneHot(1, 8));
        assertThat(unit.channels(8).count()).isEqualTo(2);
    }

    @Test
    void refusesElementsOfWhichItKnowsNothing() {
        assertThatThrownBy(() -> new Embedding.FromProperties(2, 1, 1).channels(1, 2))
                .hasMessageContaining("electronegativity")
                .hasMessageContaining("He");
        assertThatThrownBy(() -> new Embedding.FromProperties(2, 1, 1).channels(1, 100))
                .hasMessageContaining("Fm");
        Embedding given = new Embedding.Given(new TreeMap<>(Map.of(1, List.of(1.0))));
        assertThatThrownBy(() -> given.channels(1, 8)).hasMessageContaining("none of O");
        assertThatThrownBy(() -> new Embedding.Given(new TreeMap<>(Map.of(1, List.of(1.0), 8, List.of(1.0, 2.0)))))
                .hasMessageContaining("1 weights");
        assertThatThrownBy(() -> new Embedding.Given(new TreeMap<>())).hasMessageContaining("got none");
        assertThatThrownBy(() -> new Embedding.FromProperties(0, 1, 1)).hasMessageContaining("positive");
        assertThatThrownBy(() -> new Embedding.FromProperties(1, 1, -1)).hasMessageContaining("positive");
    }

    @Test
    void everyElementUpToCuriumButThreeHasAnElectronegativity() {
        for (int z = 1; z <= 96; z++) {
            boolean known = z != 2 && z != 10 && z != 18;
            assertThat(Electronegativity.of(z).isPresent()).as("%d", z).isEqualTo(known);
        }
        assertThat(Electronegativity.of(9)).hasValue(3.98);
        assertThat(Electronegativity.of(53)).hasValue(2.66);
        assertThat(Electronegativity.of(79)).hasValue(2.54);
        assertThat(Electronegativity.of(97)).isEmpty();
    }
}
