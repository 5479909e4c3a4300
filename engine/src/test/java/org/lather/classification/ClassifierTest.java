package org.lather.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.SafetensorsWriter;
import org.lather.arrayfile.Tensor;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.error.NotFiniteException;
import org.lather.error.Warning;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;
import org.lather.training.Trainer;

/** Classification of small molecules by what they contain. */
class ClassifierTest {
    private static final String TARGETS = "kind: {quantity: class}";

    private final Backend backend = SmallTraining.reference();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    private static Options options(String kernel, String more) {
        return SmallTraining.options("type: svc, folds: 3, kernel: {zeta: 2, " + kernel + "}" + more, TARGETS);
    }

    private static Options options() {
        return options("structure: mean", "");
    }

    private static boolean has(Structure s, int z) {
        return Arrays.stream(s.atomicNumbers()).anyMatch(x -> x == z);
    }

    /** Molecules with the class hydrocarbon, oxygen (without nitrogen) or nitrogen, and a group for each pair. */
    private static List<Structure> molecules(int count) {
        List<Structure> out = new ArrayList<>();
        for (Structure s : SmallTraining.chno("molecules.xyz", count)) {
            String kind = has(s, 7) ? "nitrogen" : has(s, 8) ? "oxygen" : "hydrocarbon";
            out.add(s.with(s.annotations().withText("kind", kind).withText("pair", "p" + out.size() / 2)));
        }
        return out;
    }

    /** Molecules with the class 1 if they contain oxygen, otherwise 0. */
    private static List<Structure> two(int count) {
        List<Structure> out = new ArrayList<>();
        for (Structure s : molecules(count)) {
            out.add(s.with(s.annotations().with("kind", has(s, 8) ? 1 : 0)));
        }
        return out;
    }

    private Classifier fit(Options options, List<Structure> train) {
        return new ClassifierTraining(options, backend, Execution.defaults())
                .fit(Structures.of(train))
                .classifier();
    }

    private List<ClassPrediction> predict(Classifier classifier, List<Structure> structures, boolean perAtom) {
        List<ClassPrediction> out = new ArrayList<>();
        new ClassifierModel(classifier, backend, Execution.defaults())
                .predict(structures.iterator(), perAtom, out::add);
        return out;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "structure: sum",
                "structure: mean",
                "structure: rematch, gamma: 0.2",
                "structure: rematch, gamma: 0.02",
                "structure: best_match"
            })
    void atomsAddUpToTheDecision(String kernel) {
        List<Structure> all = two(40);
        Classifier classifier = fit(options(kernel, ", svc: {c: 10}"), all.subList(0, 30));
        assertThat(classifier.classes().labels()).containsExactly("0", "1");
        for (ClassPrediction p : predict(classifier, all.subList(30, 40), true)) {
            assertThat(p.contributions()).hasSize(p.structure().size());
            assertThat(Arrays.stream(p.contributions()).sum()).isCloseTo(p.decisions()[0], within(1e-9));
            assertThat(Arrays.stream(p.contributions()).distinct().count()).isGreaterThan(3);
            assertThat(Arrays.stream(p.probabilities()).sum()).isCloseTo(1, within(1e-12));
            assertThat(p.index()).isEqualTo(p.decisions()[0] > 0 ? 1 : 0);
        }
    }

    /** The contribution of atoms that are far from each other is the decision about each of them, for sums. */
    @Test
    void contributionsAreThoseOfTheAtomsAlone() {
        List<Structure> all = two(30);
        Classifier classifier = fit(options("structure: sum", ""), all);
        Structure s = all.get(3);
        double[] twice = new double[6 * s.size()];
        System.arraycopy(s.positions(), 0, twice, 0, 3 * s.size());
        for (int i = 0; i < 3 * s.size(); i++) {
            twice[3 * s.size() + i] = s.positions()[i] + 50;
        }
        int[] types = IntStream.concat(Arrays.stream(s.atomicNumbers()), Arrays.stream(s.atomicNumbers()))
                .toArray();
        double[] one = predict(classifier, List.of(s), true).get(0).contributions();
        double[] both = predict(classifier, List.of(Structure.of(types, twice, Cell.NONE)), true)
                .get(0)
                .contributions();
        double bias = classifier.machines().get(0).bias();
        for (int i = 0; i < one.length; i++) {
            // K(x, s) doubles and √K(x, x) doubles, so that each of the two copies contributes a half
            assertThat(2 * both[i]).isCloseTo(one[i], within(1e-9));
            assertThat(both[one.length + i]).isCloseTo(both[i], within(1e-9));
        }
        assertThat(Arrays.stream(one).sum() - bias).isNotCloseTo(0, within(1e-3));
    }

    @Test
    void learnsSeveralClassesAndReadsThemAgain() throws IOException {
        List<Structure> all = molecules(90);
        Classifier classifier = fit(options("structure: rematch, gamma: 0.5", ""), all.subList(0, 70));
        assertThat(classifier.classes().labels()).containsExactly("hydrocarbon", "nitrogen", "oxygen");
        assertThat(classifier.machines()).hasSize(3);
        List<Structure> fresh = all.subList(70, 90);
        List<ClassPrediction> predictions = predict(classifier, fresh, true);
        ClassStatistics statistics = new ClassStatistics(classifier);
        predictions.forEach(statistics::add);
        assertThat(statistics.metrics().balancedAccuracy()).isGreaterThan(0.9);
        assertThat(statistics.warnings()).isEmpty();

        Path file = folder.resolve("m.safetensors");
        ClassifierFile.write(file, classifier);
        assertThat(ClassifierFile.is(file)).isTrue();
        Classifier again = ClassifierFile.read(file, true);
        List<ClassPrediction> same = predict(again, fresh, true);
        for (int i = 0; i < fresh.size(); i++) {
            assertThat(same.get(i).decisions()).isEqualTo(predictions.get(i).decisions());
            assertThat(same.get(i).probabilities()).isEqualTo(predictions.get(i).probabilities());
            assertThat(same.get(i).contributions()).isEqualTo(predictions.get(i).contributions());
        }
        assertThatThrownBy(() -> ModelFile.read(file, true))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("expected a regression, found a classification");

        Structure annotated = same.get(0).annotate("kind", again.classes());
        assertThat(annotated.annotations().text("predicted_kind"))
                .hasValueSatisfying(v -> assertThat(again.classes().labels()).contains(v));
        assertThat(annotated.numbers("probability_kind")).hasSize(3);
        assertThat(annotated.annotations().columnWidth("predicted_kind_atoms")).isEqualTo(3);
        assertThat(annotated.annotations().text("kind"))
                .isEqualTo(fresh.get(0).annotations().text("kind"));
    }

    @ParameterizedTest
    @CsvSource({
        "support/types, numbers in support/types",
        "support/positions, numbers in support/positions",
        "support/cells, numbers in support/cells",
        "support/pbc, numbers in support/pbc",
        "support/self_kernels, a kernel of each",
        "coefficients, numbers in coefficients",
        "'', a machine of the classes 0 and 2"
    })
    void filesWhoseNumbersDoNotFitTogetherAreRefused(String shortened, String message) throws IOException {
        Path good = folder.resolve("good.safetensors");
        ClassifierFile.write(good, fit(options("structure: mean", ", svc: {c: 10}"), molecules(40)));
        Path bad = folder.resolve("bad.safetensors");
        try (SafetensorsReader in = SafetensorsReader.open(good, false)) {
            Map<String, String> metadata = new LinkedHashMap<>(in.metadata());
            metadata.keySet().removeIf(k -> k.contains("sha256"));
            if (shortened.isEmpty()) {
                metadata.computeIfPresent("machines", (k, v) -> v.replace("\"high\":2", "\"high\":1"));
            }
            List<Tensor> tensors = new ArrayList<>();
            for (String name : in.names()) {
                int less = name.equals(shortened) ? 1 : 0;
                tensors.add(
                        switch (in.type(name)) {
                            case I32 -> {
                                int[] v = in.ints(name);
                                yield Tensor.of(name, Arrays.copyOf(v, v.length - less), v.length - less);
                            }
                            case I64 -> Tensor.of(name, in.longs(name), in.shape(name));
                            default -> {
                                double[] v = in.doubles(name);
                                yield Tensor.of(name, Arrays.copyOf(v, v.length - less), v.length - less);
                            }
                        });
            }
            SafetensorsWriter.write(bad, metadata, tensors);
        }
        assertThatThrownBy(() -> ClassifierFile.read(bad, false))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void crossValidationPredictsEachStructureByTheOthersAndDividesNoGroup() {
        List<Structure> all = two(40);
        all.add(0, all.get(1).with(Annotations.NONE)); // without a class
        Options options = options("structure: mean", ", svc: {c: 10}").with(Map.of("data.group", "pair"));
        ClassCrossValidation.Result result =
                new ClassCrossValidation(options, backend, Execution.defaults()).compute(Structures.of(all), 4, 2);
        assertThat(result.predictions()).hasSize(80);
        assertThat(result.folds()).hasSize(8);
        assertThat(result.repeats()).hasSize(2);
        assertThat(result.unpredicted()).isEqualTo(1);
        assertThat(result.mean().count()).isEqualTo(80);
        assertThat(IntStream.range(0, 80).map(i -> result.predictions().get(i).frame()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 80).map(i -> 1 + i % 40).boxed().toList());

        // the models of the folds are those that a training on the other groups gives
        List<Structure> labelled = all.subList(1, 41);
        int[] labels =
                labelled.stream().mapToInt(s -> (int) s.numbers("kind")[0]).toArray();
        int[] groups = IntStream.range(0, 40).map(i -> i / 2).toArray();
        int[] folds = ClassFolds.of(labels, groups, 4, 1);
        List<Structure> others = IntStream.range(0, 40)
                .filter(i -> folds[i] != 0)
                .mapToObj(labelled::get)
                .toList();
        Classifier classifier = fit(options, others);
        Set<Integer> inFold = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            if (folds[i] == 0) {
                inFold.add(i / 2);
                ClassPrediction p =
                        predict(classifier, List.of(labelled.get(i)), false).get(0);
                assertThat(p.decisions()[0])
                        .isCloseTo(result.predictions().get(i).prediction().decisions()[0], within(1e-9));
                assertThat(p.probabilities()[1])
                        .isCloseTo(result.predictions().get(i).prediction().probabilities()[1], within(1e-9));
            }
        }
        assertThat(IntStream.range(0, 40).filter(i -> folds[i] != 0).map(i -> i / 2))
                .doesNotContainAnyElementsOf(inFold);
    }

    @Test
    void warnsOfCopiesOfTrainedStructuresAndOfGroupsOnBothSides() {
        List<Structure> all = two(30);
        all.add(all.get(0));
        Options options = options().with(Map.of("data.group", "pair"));
        ClassifierTraining.Result result = new ClassifierTraining(options, backend, Execution.defaults())
                .fit(Structures.of(all), Structures.of(all.subList(0, 1)));
        assertThat(result.report().warnings().stream().map(Warning::kind))
                .containsExactly(Warning.Kind.COPIES, Warning.Kind.GROUP_TRAINED_ON);
        assertThat(result.report().warnings().get(0).fact()).contains("1 of 31");
        ClassStatistics statistics = new ClassStatistics(result.classifier());
        predict(result.classifier(), all.subList(0, 3), false).forEach(statistics::add);
        assertThat(statistics.warnings().get(0).fact()).contains("3 of 3 test structures");
    }

    /** A training that is interrupted after its kernels keeps them for the next one, which has the same bits. */
    @Test
    void goesOnWithTheKernelsOfAnInterruptedTraining() {
        List<Structure> all = two(40);
        Classifier expected = fit(options(), all);
        List<String> stages = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void stage(String name, long total) {
                stages.add(name);
            }

            @Override
            public void advance(long done) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        Execution cancelled = new Execution(1L << 30, progress, null, folder, () -> stages.contains("machines"));
        assertThatThrownBy(() -> new ClassifierTraining(options(), backend, cancelled).fit(Structures.of(all)))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("The kernels so far are kept in " + folder);
        Execution again = new Execution(1L << 30, progress, null, folder, () -> false);
        Classifier resumed = new ClassifierTraining(options(), backend, again)
                .fit(Structures.of(all))
                .classifier();
        assertThat(notes).anyMatch(n -> n.startsWith("resumed   820 of 820 kernels"));
        assertThat(resumed.machines().get(0).coefficients())
                .containsExactly(expected.machines().get(0).coefficients());
        assertThat(folder).isEmptyDirectory();
        new ClassCrossValidation(options(), backend, again).compute(Structures.of(all), 3, 1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesWhatItCannotLearnOrPredict() {
        List<Structure> all = two(30);
        List<Structure> ones = all.stream().filter(s -> has(s, 8)).toList();
        assertThatThrownBy(() -> fit(options(), ones))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least two classes under `kind`, found only [1]");
        List<Structure> energies = all.stream()
                .map(s -> s.with(s.annotations().with("kind", s.numbers("energy"))))
                .toList();
        assertThatThrownBy(() -> fit(options(), energies))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("classes of 30 structures");
        List<Structure> arrays = all.stream()
                .map(s -> s.with(s.annotations().with("kind", 1, has(s, 8) ? 1 : 0)))
                .toList();
        assertThatThrownBy(() -> fit(options(), arrays))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a word or a number, found several numbers, `1");
        assertThatThrownBy(() -> fit(options("structure: mean", ", svc: {positive: 2}"), all))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("expected one of two classes, [0, 1], got 2");
        List<Structure> few = new ArrayList<>(ones);
        few.add(all.stream().filter(s -> !has(s, 8)).findFirst().orElseThrow());
        assertThatThrownBy(() -> fit(options(), few))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("got 3 folds and 1 of class");
        assertThatThrownBy(() -> Trainer.of(options(), backend).fit(Structures.of(all)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("expected a regression");
        Classifier classifier = fit(options("structure: mean", ", svc: {positive: 0}"), all);
        assertThat(classifier.classes().labels()).containsExactly("1", "0");
        Structure sulphur = Structure.of(new int[] {16, 1, 1}, new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, Cell.NONE);
        assertThatThrownBy(() -> predict(classifier, List.of(sulphur), false))
                .isInstanceOf(UnknownElementException.class);
        Structure other = all.get(0).with(Annotations.NONE.with("kind", 7));
        ClassStatistics statistics = new ClassStatistics(classifier);
        assertThatThrownBy(() -> predict(classifier, List.of(other), false).forEach(statistics::add))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected one of the classes 1, 0, found 7");
    }

    @Test
    void refusesNumbersThatAreNotFinite() {
        List<Structure> all = two(30);
        Classifier good = fit(options(), all);
        PairMachine m = good.machines().get(0);
        Classifier damaged = new Classifier(
                good.options(),
                good.elements(),
                good.classes(),
                good.support(),
                good.selfKernels(),
                List.of(new PairMachine(m.low(), m.high(), m.coefficients(), Double.NaN, m.sigmoid())),
                good.c(),
                good.provenance(),
                good.trained());
        assertThatThrownBy(() -> predict(damaged, all, false))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageContaining("expected a finite decision");
        assertThatThrownBy(() -> StructureKernels.expectFinite(
                        new double[] {1, 2, Double.POSITIVE_INFINITY, 1}, all.subList(0, 2)))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageStartingWith(all.get(1).place() + "expected finite kernels");
    }

    /** Molecules of many classes, each with two of about equal length. */
    private static List<Structure> pairs(int classes) {
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < 2 * classes; i++) {
            int kind = i / 2;
            out.add(Structure.of(new int[] {1, 1}, new double[] {0, 0, 0, 0.7 + 0.001 * i, 0, 0}, Cell.NONE)
                    .with(Annotations.NONE.with("kind", kind)));
        }
        return out;
    }

    /** Machines of 150 classes of two structures need 11,175 pairs times 300 numbers, more than the kernels. */
    @Test
    void refusesMoreClassesThanTheMemoryHolds() {
        List<Structure> all = pairs(150);
        Execution little = SmallTraining.execution(32L << 20);
        Options options = options("structure: mean", ", svc: {c: 1}").with(Map.of("model.folds", 2));
        assertThatThrownBy(() -> new ClassifierTraining(options, backend, little).fit(Structures.of(all)))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("this classification needs 78 MiB (mostly held-out decisions");
        assertThatThrownBy(() -> new ClassCrossValidation(options, backend, little).compute(Structures.of(all), 2, 1))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("this classification needs 104 MiB");
    }

    @Test
    void holdsTheMemoryOfItsMachines() {
        ClassifierTraining.Result result = new ClassifierTraining(
                        options("structure: mean", ", svc: {c: 1}").with(Map.of("model.folds", 2)),
                        backend,
                        Execution.defaults())
                .fit(Structures.of(pairs(40)));
        assertThat(result.report().peakBytes()).isGreaterThanOrEqualTo(8L * (80 * 80 + 3 * 780 * 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "targets: {a: {quantity: class}}, model: {type: gpr}",
                "targets: {a: {quantity: total}}, model: {type: svc}",
                "targets: {a: {quantity: class, unit: eV}}, model: {type: svc}",
                "targets: {a: {quantity: class, baseline: composition}}, model: {type: svc}",
                "targets: {a: {quantity: class}, b: {quantity: class}}, model: {type: svc}",
                "targets: {a: {quantity: class}}, model: {type: svc, svc: {c: 0}}",
                "targets: {a: {quantity: class}}, model: {type: svc, svc: {c: much}}",
                "targets: {a: {quantity: class}}, model: {type: svc, weights: auto}",
                "targets: {a: {quantity: class}}, model: {type: svc, solver: iterative}",
                "targets: {a: {quantity: class}}, model: {type: svc, noise: 0.1}"
            })
    void optionsThatContradictEachOtherAreRefused(String yaml) {
        assertThatThrownBy(() -> Options.parse("{" + yaml + "}", Path.of(""))).isInstanceOf(OptionsException.class);
    }

    @Test
    void optionsAreWrittenAndReadAgain() {
        Options options = options("structure: rematch, gamma: 0.3", ", svc: {c: 3, class_weight: none, positive: 1}");
        assertThat(Options.parse(options.toYaml(), Path.of("")).model()).isEqualTo(options.model());
        assertThat(options.model().classifier().positive()).isEqualTo("1");
        assertThat(options.targets().values().iterator().next().unit()).hasToString("1");
    }
}
