package org.lather.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Annotations;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;

class LearningCurveTest {
    private final Backend backend = SmallTraining.reference();
    private final Options options = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01", "energy: {baseline: composition}");
    private final List<Structure> test = SmallTraining.clusters(16, 8);

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    /** Each point is the model of the first structures that have the target. */
    @Test
    void setsAreNested() {
        List<Structure> train = new ArrayList<>();
        for (Structure s : SmallTraining.clusters(15, 20)) {
            train.add(s);
            train.add(s.with(Annotations.NONE.with("nothing", 1)));
        }
        List<LearningCurve.Point> seen = new ArrayList<>();
        List<LearningCurve.Point> points = new LearningCurve(options, backend, Execution.defaults())
                .compute(Structures.of(train), Structures.of(test), new int[] {5, 10, 20}, seen::add);
        assertThat(points).isEqualTo(seen);
        assertThat(points.stream().map(LearningCurve.Point::trained)).containsExactly(5, 10, 20);
        for (LearningCurve.Point p : points) {
            List<Structure> first = train.stream()
                    .filter(s -> s.has("energy"))
                    .limit(p.trained())
                    .toList();
            try (Model m = SmallTraining.fit(options, backend, first)) {
                double[] v = SmallTraining.predict(m, "energy", test);
                double sum = 0;
                for (int i = 0; i < v.length; i++) {
                    sum += Math.abs(v[i] - test.get(i).numbers("energy")[0]);
                }
                assertThat(p.targets().get(0).errors().mae()).isEqualTo(sum / v.length);
                assertThat(p.targets().get(0).errors().count()).isEqualTo(8);
            }
        }
        assertThat(points.get(2).targets().get(0).errors().mae())
                .isLessThan(points.get(0).targets().get(0).errors().mae());
    }

    @Test
    void fewerStructuresThanAsked() {
        List<LearningCurve.Point> seen = new ArrayList<>();
        assertThatThrownBy(() -> new LearningCurve(options, backend, Execution.defaults())
                        .compute(
                                Structures.of(SmallTraining.clusters(15, 7)),
                                Structures.of(test),
                                new int[] {5, 10},
                                seen::add))
                .isInstanceOf(DataException.class)
                .hasMessage("7 structures in memory: expected 10 training structures for the learning curve, found 7."
                        + " Use smaller sizes");
        assertThat(seen).as("said before the first fit").isEmpty();
    }

    /** All numbers of representatives from one pass: the models of separate fits, whose choices are nested. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "0.01"})
    void representativesAreNested(String noise) {
        String targets = "energy: {baseline: composition}";
        String model = "kernel: {zeta: 2}, representatives: {count: %d, pool: 150}, folds: 3, noise: " + noise;
        List<Structure> train = SmallTraining.clusters(15, 60);
        int[] counts = {20, 35, 70};
        List<LearningCurve.Point> points = new LearningCurve(
                        SmallTraining.options(model.formatted(9), targets), backend, Execution.defaults())
                .compute(Structures.of(train), Structures.of(test), new int[] {30, 60}, counts, p -> {});
        assertThat(points).hasSize(6);
        for (int i = 0; i < 6; i++) {
            LearningCurve.Point p = points.get(i);
            assertThat(p.trained()).isEqualTo(i < 3 ? 30 : 60);
            assertThat(p.representatives()).hasValue(counts[i % 3]);
            Options alone = SmallTraining.options(model.formatted(counts[i % 3]), targets);
            try (Model m = SmallTraining.fit(alone, backend, train.subList(0, p.trained()))) {
                double[] v = SmallTraining.predict(m, "energy", test);
                double sum = 0;
                for (int k = 0; k < v.length; k++) {
                    sum += Math.abs(v[k] - test.get(k).numbers("energy")[0]);
                }
                double mae = sum / v.length;
                assertThat(p.targets().get(0).errors().mae())
                        .isCloseTo(mae, org.assertj.core.api.Assertions.within(1e-6 * mae));
            }
        }
    }

    /** With copies among the representatives, and rows of forces. */
    @Test
    void representativesOfForces() {
        Options forces = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 5, selection: random}, folds: 2",
                "energy: {baseline: composition, forces: {}}");
        List<Structure> solids = MorseSolid.rattled(19, 24);
        List<Structure> train = new ArrayList<>(solids.subList(0, 16));
        train.add(solids.get(0));
        List<LearningCurve.Point> points = new LearningCurve(forces, backend, Execution.defaults())
                .compute(
                        Structures.of(train),
                        Structures.of(solids.subList(16, 24)),
                        new int[0],
                        new int[] {10, 60},
                        p -> {});
        assertThat(points).hasSize(2);
        for (LearningCurve.Point p : points) {
            assertThat(p.trained()).isEqualTo(17);
            assertThat(p.targets()).hasSize(2);
        }
        assertThat(points.get(1).targets().get(1).errors().mae())
                .isLessThan(points.get(0).targets().get(1).errors().mae());
    }

    @Test
    void moreRepresentativesThanEnvironments() {
        assertThatThrownBy(() -> new LearningCurve(options, backend, Execution.defaults())
                        .compute(
                                Structures.of(SmallTraining.clusters(15, 7)),
                                Structures.of(test),
                                new int[0],
                                new int[] {10, 5000},
                                p -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("7 structures in memory: expected 5000 environments");
    }

    /** Errors of a few values by hand: mean absolute, root mean squared, largest, spread. */
    @Test
    void errorsAreThoseOfTheTextbook() {
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(15, 12))) {
            ErrorStatistics e = new ErrorStatistics(m.parameters().targets().get(0));
            List<Double> errors = new ArrayList<>();
            List<Double> references = new ArrayList<>();
            List<Double> perAtom = new ArrayList<>();
            m.predict(test.iterator(), Request.VALUES, Execution.defaults(), p -> {
                e.add(p);
                double y = p.structure().numbers("energy")[0];
                errors.add(p.value("energy") - y);
                references.add(y);
                perAtom.add((p.value("energy") - y) / p.structure().size());
            });
            int n = errors.size();
            double mae = errors.stream().mapToDouble(Math::abs).average().orElseThrow();
            double mean = references.stream().mapToDouble(x -> x).average().orElseThrow();
            near(e.mae(), mae);
            near(
                    e.rmse(),
                    Math.sqrt(errors.stream().mapToDouble(x -> x * x).average().orElseThrow()));
            near(e.max(), errors.stream().mapToDouble(Math::abs).max().orElseThrow());
            near(
                    e.spread(),
                    Math.sqrt(references.stream()
                            .mapToDouble(x -> (x - mean) * (x - mean))
                            .average()
                            .orElseThrow()));
            near(
                    e.metrics().errors().maeStandardError(),
                    Math.sqrt(errors.stream()
                                    .mapToDouble(x -> Math.pow(Math.abs(x) - mae, 2))
                                    .sum()
                            / (n - 1.0)
                            / n));
            ErrorMetrics atoms = e.metrics().breakdown().perAtom().orElseThrow();
            near(atoms.mae(), perAtom.stream().mapToDouble(Math::abs).average().orElseThrow());
        }
    }

    private static void near(double got, double expected) {
        assertThat(got).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-9 * Math.abs(expected)));
    }
}
