package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.RowKey;

class HeldOutScoresTest {
    private static final String NUMBERS = "energy: {baseline: composition}, charge: {unit: e, quantity: atom},"
            + " gap: {quantity: mean, baseline: none}";

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> clusters = SmallTraining.clusters(5, 40);

    @AfterEach
    void close() {
        backend.close();
    }

    private HeldOutScores scores(Options o, List<Structure> structures) {
        return HeldOutScores.of(Structures.of(structures), o, backend, SmallTraining.execution(1L << 30));
    }

    private Map<RowKey, Double> trained(Options o, List<Structure> structures) {
        try (Model m = SmallTraining.fit(o, backend, structures)) {
            return m.report().orElseThrow().crossValidated();
        }
    }

    private static void expectEqual(Map<RowKey, Double> found, Map<RowKey, Double> trained, double relative) {
        assertThat(found.keySet()).isEqualTo(trained.keySet());
        trained.forEach((key, e) -> assertThat(found.get(key)).as(key.name()).isCloseTo(e, within(relative * e)));
    }

    /** With 20 representatives there are more rows than representatives, with 60 there are fewer of structures. */
    @ParameterizedTest
    @ValueSource(ints = {20, 60})
    void errorsAreThoseOfATraining(int count) {
        Options base = SmallTraining.options("representatives: {count: " + count + "}, kernel: {zeta: 2}", NUMBERS);
        List<Options> candidates =
                List.of(base, base.with(Map.of("model.kernel.zeta", 3)), base.with(Map.of("model.kernel.zeta", 1.5)));
        List<HeldOutScores.Score> found = scores(base, clusters).of(candidates);
        for (int i = 0; i < candidates.size(); i++) {
            expectEqual(found.get(i).errors(), trained(candidates.get(i), clusters), 1e-6);
        }
    }

    @Test
    void fewerRepresentativesAreTheFirstOfMore() {
        Options base = SmallTraining.options("representatives: {count: 50}, kernel: {zeta: 2}", NUMBERS);
        Options fewer = base.with(Map.of("model.representatives.count", 25));
        Map<RowKey, Double> beside =
                scores(base, clusters).of(List.of(base, fewer)).get(1).errors();
        expectEqual(beside, trained(fewer, clusters), 1e-6);
    }

    @Test
    void eachOfTheOptionsHasItsOwnChannels() {
        Options base = SmallTraining.options("representatives: {count: 20}", NUMBERS);
        Options mixed = base.with(Map.of("representations.0.density.channels", Map.of("count", 2)));
        List<HeldOutScores.Score> found = scores(base, clusters).of(List.of(base, mixed));
        expectEqual(found.get(0).errors(), trained(base, clusters), 1e-6);
        expectEqual(found.get(1).errors(), trained(mixed, clusters), 1e-6);
    }

    @Test
    void weightsAndGivenNoiseUseCommonRows() {
        Options base = two("0.7", "0.2", "");
        Options other = base.with(Map.of("representations.0.weight", 0.05));
        List<HeldOutScores.Score> found = scores(base, clusters).of(List.of(base, other));
        expectEqual(found.get(0).errors(), trained(base, clusters), 1e-6);
        // representatives are those of the first weights
        assertThat(found.get(1).errors().get(RowKey.value("energy")))
                .isNotEqualTo(found.get(0).errors().get(RowKey.value("energy")));
        double auto = found.get(0).mean();
        double bad = scores(base, clusters)
                .of(List.of(base.with(Map.of("model.noise", 1e4))))
                .get(0)
                .mean();
        assertThat(bad).isGreaterThan(2 * auto);
    }

    private static Options two(String first, String second, String model) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    weight: %s
                    cutoff: {radius: 1.8, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4}
                    basis: {type: TensorProduct, max_angular: 2, radial: {type: Gto, max_radial: 2}}
                  - calculator: power_spectrum
                    weight: %s
                    cutoff: {radius: 3.5, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.5}
                    basis: {type: TensorProduct, max_angular: 2, radial: {type: Gto, max_radial: 2}}
                model: {kernel: {zeta: 2}, representatives: {count: 80}%s}
                targets: {energy: {baseline: none}}
                """.formatted(first, second, model), Path.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forces: {}", "virial: {}"})
    void derivativesAreFittedAsInATraining(String derivative) {
        Options o = SmallTraining.options(
                "representatives: {count: 20}, folds: 3", "energy: {baseline: composition, " + derivative + "}");
        List<Structure> cells = MorseSolid.rattled(3, 12);
        expectEqual(scores(o, cells).of(List.of(o)).get(0).errors(), trained(o, cells), 0);
    }

    @Test
    void tensorsAndFullRegressionsAreFittedAsInATraining() {
        Options tensors = TensorClusters.options(
                "all", "representatives: {count: 10}, folds: 2", "dipole: {unit: e*A, rank: 1}, energy: {}");
        List<Structure> labelled = TensorClusters.clusters(4, 20);
        expectEqual(scores(tensors, labelled).of(List.of(tensors)).get(0).errors(), trained(tensors, labelled), 0);
        Options full = SmallTraining.options("type: gpr", "energy: {baseline: composition}");
        expectEqual(scores(full, clusters).of(List.of(full)).get(0).errors(), trained(full, clusters), 0);
    }

    /** Labels that a model of one of two representations predicts, of random weights. */
    private List<Structure> drawn(int representation, List<Structure> structures) {
        Options both = two("1", "1", "");
        List<Map<String, Object>> one = new ArrayList<>();
        Object of = both.value("representations." + representation);
        assertThat(of).isInstanceOf(Map.class);
        @SuppressWarnings("unchecked")
        Map<String, Object> block = (Map<String, Object>) of;
        one.add(block);
        Options single = both.with(Map.of("representations", one, "model.noise", Map.of("energy", 1e-3)));
        Random random = new Random(8);
        List<Structure> noisy = new ArrayList<>();
        SmallTraining.clusters(77, 60)
                .forEach(s -> noisy.add(s.with(s.annotations().with("energy", random.nextGaussian()))));
        List<Structure> out = new ArrayList<>();
        try (Model m = SmallTraining.fit(single, backend, noisy)) {
            double[] energies = SmallTraining.predict(m, "energy", structures);
            for (int i = 0; i < energies.length; i++) {
                Structure s = structures.get(i);
                out.add(s.with(s.annotations().with("energy", energies[i])));
            }
        }
        return out;
    }

    /** The kernel by which the labels were made has nearly all of the weight. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    void weightsFindTheKernelOfTheLabels(int true_, int other) {
        List<Structure> labelled = drawn(true_, SmallTraining.clusters(21, 120));
        Options auto = two("1", "1", ", weights: auto");
        HeldOutScores scores = scores(auto, labelled);
        HeldOutScores.Score found = scores.of(List.of(auto)).get(0);
        assertThat(found.weights()[true_]).isGreaterThan(0.9);
        assertThat(found.weights()[other]).isPositive();
        assertThat(found.mean())
                .isLessThan(0.9 * scores.of(List.of(two("1", "1", ""))).get(0).mean());
    }

    @Test
    void aTrainingStoresTheWeightsThatItFound() {
        List<Structure> labelled = drawn(0, SmallTraining.clusters(21, 60));
        try (Model m = SmallTraining.fit(two("1", "1", ", weights: auto"), backend, labelled)) {
            double[] plain = m.parameters().options().representations().stream()
                    .mapToDouble(Representation::weight)
                    .toArray();
            assertThat(plain[0]).isGreaterThan(0.8);
            assertThat(plain[0] + plain[1]).isCloseTo(1, within(2e-3));
            assertThat(m.parameters().options().toYaml()).doesNotContain("weights:");
        }
    }
}
