package org.lather.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;

class CrossValidationTest {
    private static final String SPARSE = "noise: {energy: 0.01, charge: 0.02}, representatives: {count: 40}";
    private static final String TARGETS = "energy: {baseline: composition}, charge: {unit: e, quantity: atom}";

    @TempDir
    private Path folder;

    private static CrossValidation.Request request(int folds, Path folder) {
        return new CrossValidation.Request(folds, 1, false, folder);
    }

    private static CrossValidation.Result run(
            Options options, Backend backend, Structures all, int folds, Map<Integer, CrossValidation.OutOfFold> out)
            throws IOException {
        return new CrossValidation(options, backend, Execution.defaults())
                .compute(all, new CrossValidation.Request(folds, 1, false, null), p -> out.put(p.index(), p));
    }

    /** A model that is trained by hand on the other folds predicts the same, for several targets of two regressions. */
    @ParameterizedTest
    @ValueSource(strings = {SPARSE, "type: gpr, noise: {energy: 0.01, charge: 0.02}"})
    void predictionsAreThoseOfModelsOfTheOtherFolds(String model) throws IOException {
        List<Structure> all = SmallTraining.clusters(4, 24);
        Options options = SmallTraining.options(model, TARGETS);
        Map<Integer, CrossValidation.OutOfFold> out = new TreeMap<>();
        try (Backend backend = SmallTraining.reference()) {
            CrossValidation.Result result = run(options, backend, Structures.of(all), 3, out);
            assertThat(out).hasSize(24);
            assertThat(result.folds()).hasSize(3);
            assertThat(result.targets()).hasSize(2);
            for (int fold = 0; fold < 3; fold++) {
                List<Structure> others = new ArrayList<>();
                for (int i = 0; i < 24; i++) {
                    if (fold(out, i) != fold) {
                        others.add(all.get(i));
                    }
                }
                try (Model byHand = SmallTraining.fit(options, backend, others)) {
                    for (int i = 0; i < 24; i++) {
                        if (fold(out, i) == fold) {
                            compare(byHand, all.get(i), prediction(out, i));
                        }
                    }
                }
            }
        }
    }

    private static int fold(Map<Integer, CrossValidation.OutOfFold> out, int index) {
        return java.util.Objects.requireNonNull(out.get(index)).fold();
    }

    private static Prediction prediction(Map<Integer, CrossValidation.OutOfFold> out, int index) {
        return java.util.Objects.requireNonNull(out.get(index)).prediction();
    }

    private static void compare(Model byHand, Structure s, Prediction found) {
        byHand.predict(List.of(s).iterator(), Request.VALUES, Execution.defaults(), p -> {
            for (FittedTarget t : byHand.parameters().targets()) {
                double[] expected = p.values(t.name());
                double[] values = found.values(t.name());
                assertThat(values).hasSameSizeAs(expected);
                for (int k = 0; k < expected.length; k++) {
                    assertThat(values[k]).isCloseTo(expected[k], within(1e-10 * Math.max(1, Math.abs(expected[k]))));
                }
            }
        });
    }

    /** The metrics are those of all predictions together, and of each fold. */
    @Test
    void metricsAreThoseOfThePredictions() throws IOException {
        List<Structure> all = SmallTraining.clusters(4, 20);
        Map<Integer, CrossValidation.OutOfFold> out = new TreeMap<>();
        try (Backend backend = SmallTraining.reference()) {
            CrossValidation.Result result =
                    run(SmallTraining.options(SPARSE, TARGETS), backend, Structures.of(all), 4, out);
            double sum = 0;
            double[] ofFold = new double[4];
            int[] count = new int[4];
            for (int i = 0; i < 20; i++) {
                double e = prediction(out, i).value("energy") - all.get(i).numbers("energy")[0];
                sum += e * e;
                ofFold[fold(out, i)] += e * e;
                count[fold(out, i)]++;
            }
            TargetMetrics energy = result.targets().get(0);
            assertThat(energy.errors().count()).isEqualTo(20);
            assertThat(energy.errors().rmse()).isCloseTo(Math.sqrt(sum / 20), within(1e-12));
            for (CrossValidation.Fold f : result.folds()) {
                assertThat(f.predicted()).isEqualTo(count[f.fold()]);
                assertThat(f.trained()).isEqualTo(20 - count[f.fold()]);
                assertThat(f.targets().get(0).errors().rmse())
                        .isCloseTo(Math.sqrt(ofFold[f.fold()] / count[f.fold()]), within(1e-12));
            }
        }
    }

    @Test
    void noFoldDividesAGroupAndRepeatsDivideAnew() throws IOException {
        List<Structure> all = new ArrayList<>();
        for (Structure s : SmallTraining.clusters(4, 20)) {
            all.add(s.with(s.annotations().withText("mol", "m" + all.size() % 10)));
        }
        Options options = SmallTraining.options(SPARSE, TARGETS).with(Map.of("data.group", "mol"));
        List<Map<String, Integer>> foldOf = List.of(new HashMap<>(), new HashMap<>());
        try (Backend backend = SmallTraining.reference()) {
            CrossValidation.Result result = new CrossValidation(options, backend, Execution.defaults())
                    .compute(Structures.of(all), new CrossValidation.Request(3, 2, false, null), p -> {
                        Map<String, Integer> known = foldOf.get(p.repeat());
                        String group =
                                all.get(p.index()).annotations().text("mol").orElseThrow();
                        assertThat(known.getOrDefault(group, p.fold())).isEqualTo(p.fold());
                        known.put(group, p.fold());
                    });
            assertThat(result.folds()).hasSize(6);
            assertThat(result.targets().get(0).errors().count()).isEqualTo(40);
            assertThat(foldOf.get(0)).hasSize(10).isNotEqualTo(foldOf.get(1));
            assertThatThrownBy(() -> new CrossValidation(options, backend, Execution.defaults())
                            .compute(Structures.of(all), request(11, folder), p -> {}))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("expected at least as many groups by `mol` as the 11 folds, got 10");
        }
    }

    /**
     * Free atoms that are a baseline are in every training, and elements of one structure alone cannot be predicted.
     */
    @Test
    void freeAtomsAndUnknownElementsAreNotPredicted() throws IOException {
        List<Structure> all = new ArrayList<>(SmallTraining.clusters(4, 12));
        for (int z : new int[] {1, 6, 8, 9}) {
            Structure atom = Structure.of(new int[] {z}, new double[3], Cell.NONE);
            all.add(atom.with(atom.annotations().with("energy", -10.0 * z)));
        }
        Structure fluoride = Structure.of(new int[] {9, 1}, new double[] {0, 0, 0, 0.93, 0, 0}, Cell.NONE);
        all.add(SmallTraining.labelled(fluoride));
        Options options = SmallTraining.options(
                "noise: 0.01, representatives: {count: 30}", "energy: {baseline: isolated_atoms}");
        Set<Integer> predicted = new HashSet<>();
        try (Backend backend = SmallTraining.reference()) {
            CrossValidation.Result result = new CrossValidation(options, backend, Execution.defaults())
                    .compute(
                            Structures.of(all),
                            new CrossValidation.Request(3, 1, false, null),
                            p -> predicted.add(p.index()));
            assertThat(predicted)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 12).boxed().toList());
            assertThat(result.unpredicted()).isEqualTo(1);
            assertThat(result.structures()).isEqualTo(17);
        }
    }

    /**
     * An interrupted run leaves the models of its finished folds, from which the next one goes on to the same result.
     */
    @Test
    void anInterruptedRunGoesOn() throws IOException {
        Structures all = Structures.of(SmallTraining.clusters(4, 20));
        Options options = SmallTraining.options(SPARSE, TARGETS);
        Map<Integer, Double> whole = new TreeMap<>();
        Map<Integer, Double> resumed = new TreeMap<>();
        List<String> notes = new ArrayList<>();
        try (Backend backend = SmallTraining.reference()) {
            new CrossValidation(options, backend, Execution.defaults())
                    .compute(
                            all,
                            request(4, folder.resolve("a")),
                            p -> whole.put(p.index(), p.prediction().value("energy")));
            assertThat(folder.resolve("a/folds")).doesNotExist();
            Path folds = folder.resolve("b/folds");
            boolean[] stop = new boolean[1];
            Execution cancelled = new Execution(
                    Execution.defaults().budgetBytes(), org.lather.backend.Progress.NONE, null, () -> stop[0]);
            assertThatThrownBy(() -> new CrossValidation(options, backend, cancelled)
                            .compute(all, request(4, folder.resolve("b")), p -> stop[0] = p.fold() == 1))
                    .isInstanceOf(CancelledException.class);
            assertThat(folds.resolve("fold-1-1.safetensors")).exists();
            Execution noted = new Execution(Execution.defaults().budgetBytes(), new Notes(notes), null, () -> false);
            new CrossValidation(options, backend, noted)
                    .compute(
                            all,
                            request(4, folder.resolve("b")),
                            p -> resumed.put(p.index(), p.prediction().value("energy")));
            assertThat(notes)
                    .filteredOn(n -> n.contains("its model is that of the run before"))
                    .hasSize(2);
            assertThat(resumed).isEqualTo(whole);
            assertThat(folds).doesNotExist();
            // other options do not use what is left
            Files.createDirectories(folds);
            Files.writeString(folds.resolve("options.sha256"), "other\n");
            Files.writeString(folds.resolve("fold-1-1.safetensors"), "damaged");
            Map<Integer, Double> again = new TreeMap<>();
            new CrossValidation(options, backend, Execution.defaults())
                    .compute(
                            all,
                            request(4, folder.resolve("b")),
                            p -> again.put(p.index(), p.prediction().value("energy")));
            assertThat(again).isEqualTo(whole);
        }
    }

    /** Keeps messages. */
    private record Notes(List<String> lines) implements org.lather.backend.Progress {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done) {}

        @Override
        public void note(String line) {
            lines.add(line);
        }
    }
}
