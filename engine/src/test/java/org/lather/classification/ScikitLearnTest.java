package org.lather.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lather.options.ClassifierOptions;
import org.lather.options.ClassifierOptions.ClassWeights;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;

/** Machines and measures beside those of scikit-learn and RDKit, which {@code scikit-learn.py} computed. */
class ScikitLearnTest {
    private static final JsonNode FILE = read();

    private static JsonNode read() {
        try (InputStream in = ScikitLearnTest.class.getResourceAsStream("/classification/machines.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.get(i).asDouble())
                .toArray();
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    private static double kernel(double[] a, double[] b) {
        return Math.exp(-0.7 * (Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2)));
    }

    private static List<double[]> points(String name) {
        List<double[]> out = new ArrayList<>();
        FILE.get(name).forEach(p -> out.add(doubles(p)));
        return out;
    }

    @Test
    void machinesHaveTheDecisionsAndSupportVectorsOfScikitLearn() {
        List<double[]> points = points("points");
        List<double[]> fresh = points("new");
        int n = points.size();
        double[] k = new double[n * n];
        Arrays.setAll(k, i -> kernel(points.get(i / n), points.get(i % n)));
        int[] labels = ints(FILE.get("labels"));
        int[] groups = IntStream.range(0, n).toArray();
        int compared = 0;
        for (JsonNode c : FILE.get("cases")) {
            int[] pair = ints(c.get("classes"));
            int[] rows = IntStream.range(0, n)
                    .filter(i -> Arrays.stream(pair).anyMatch(p -> p == labels[i]))
                    .toArray();
            int[] classes = Arrays.stream(labels)
                    .map(l -> Math.max(0, Arrays.binarySearch(pair, l)))
                    .toArray();
            PairwiseFit fit = PairwiseFit.of(
                    new PairwiseFit.Problem(k, classes, groups, pair.length),
                    rows,
                    new PairwiseFit.Settings(
                            new ClassifierOptions(
                                    OptionalDouble.of(c.get("c").asDouble()),
                                    c.get("balanced").asBoolean() ? ClassWeights.BALANCED : ClassWeights.NONE,
                                    ""),
                            3,
                            1,
                            () -> {}));
            // scikit-learn returns the decisions of several pairs with the other sign
            int sign = pair.length == 2 ? 1 : -1;
            for (int i = 0; i < fresh.size(); i++) {
                double[] x = fresh.get(i);
                double[] row = points.stream().mapToDouble(p -> kernel(x, p)).toArray();
                double[] decisions = PairwiseFit.decisions(fit.machines(), row, 0, rows);
                for (int d = 0; d < decisions.length; d++) {
                    assertThat(decisions[d])
                            .isCloseTo(sign * c.get("decisions").get(i).get(d).asDouble(), within(1e-3));
                    compared++;
                }
                assertThat(pair[PairwiseFit.vote(decisions, pair.length)])
                        .isEqualTo(c.get("predicted").get(i).asInt());
            }
            assertThat(IntStream.range(0, rows.length)
                            .filter(i -> fit.machines().stream().anyMatch(m -> m.coefficients()[i] != 0))
                            .map(i -> rows[i])
                            .toArray())
                    .containsExactlyInAnyOrder(ints(c.get("support")));
        }
        assertThat(compared).isEqualTo(6 * 7 * (3 + 3));
    }

    @Test
    void probabilitiesAreThoseOfPlattsMethod() {
        JsonNode s = FILE.get("sigmoid");
        int[] active = ints(FILE.get("ranking").get("active"));
        boolean[] positive = new boolean[active.length];
        for (int i = 0; i < active.length; i++) {
            positive[i] = active[i] == 1;
        }
        Sigmoid fit = Sigmoid.fit(doubles(s.get("decisions")), positive);
        assertThat(fit.slope()).isCloseTo(s.get("slope").asDouble(), within(1e-4));
        assertThat(fit.offset()).isCloseTo(s.get("offset").asDouble(), within(1e-4));
        assertThat(fit.probability(0)).isCloseTo(1 / (1 + Math.exp(fit.offset())), within(1e-15));
    }

    @Test
    void rankingsHaveTheMeasuresOfScikitLearnAndRdkit() {
        JsonNode r = FILE.get("ranking");
        int[] active = ints(r.get("active"));
        boolean[] positive = new boolean[active.length];
        for (int i = 0; i < active.length; i++) {
            positive[i] = active[i] == 1;
        }
        RankingMetrics m = new RankingMetrics(doubles(r.get("score")), positive);
        assertThat(m.rocAuc()).isCloseTo(r.get("roc_auc").asDouble(), within(1e-12));
        assertThat(m.bedroc(80.5)).isCloseTo(r.get("bedroc_80_5").asDouble(), within(1e-12));
        assertThat(m.bedroc(20)).isCloseTo(r.get("bedroc_20").asDouble(), within(1e-12));
        assertThat(m.enrichment(0.01)).isCloseTo(r.get("enrichment_1_percent").asDouble(), within(1e-12));
        assertThat(m.enrichment(0.1)).isCloseTo(r.get("enrichment_10_percent").asDouble(), within(1e-12));
    }

    @Test
    void classesHaveTheMeasuresOfScikitLearn() {
        JsonNode c = FILE.get("classes");
        int[] labels = ints(c.get("labels"));
        ClassStatistics statistics =
                new ClassStatistics(new Classes(List.of("0", "1", "2")), "kind", new Fingerprints());
        for (int i = 0; i < labels.length; i++) {
            double[] p = doubles(c.get("probabilities").get(i));
            int best =
                    IntStream.range(0, 3).reduce((a, b) -> p[b] > p[a] ? b : a).orElseThrow();
            Structure s = Structure.of(new int[] {1}, new double[] {i, 0, 0}, Cell.NONE)
                    .with(Annotations.NONE.with("kind", labels[i]));
            statistics.add(new ClassPrediction(s, best, p, new double[3], new double[0]));
        }
        ClassMetrics m = statistics.metrics();
        assertThat(m.count()).isEqualTo(labels.length);
        assertThat(m.accuracy()).isCloseTo(c.get("accuracy").asDouble(), within(1e-12));
        assertThat(m.balancedAccuracy()).isCloseTo(c.get("balanced_accuracy").asDouble(), within(1e-12));
        assertThat(m.rocAuc()).isCloseTo(c.get("roc_auc").asDouble(), within(1e-12));
        assertThat(m.logLoss()).isCloseTo(c.get("log_loss").asDouble(), within(1e-9));
        assertThat(m.toMap()).containsEntry("bedroc_80_5", null).containsEntry("enrichment_1_percent", null);
    }
}
