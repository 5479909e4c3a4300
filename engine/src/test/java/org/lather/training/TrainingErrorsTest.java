package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.execution.MemoryBudgetException;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.Structures;

/** What cannot be trained or predicted says where, what, and what to do; nothing stays held. */
class TrainingErrorsTest {
    private static final String MODEL = "representatives: {count: 10}, noise: 0.1, type: sparse_gpr";
    private static final String FRAME = "2\nProperties=species:S:1:pos:R:3:charge:R:1 %s\nH 0 0 0 0.1\nO 0 0 1 -0.1\n";

    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes())
                .as("bytes held after the error")
                .isZero();
        backend.close();
    }

    private Structures file(String... comments) {
        StringBuilder b = new StringBuilder();
        for (String c : comments) {
            b.append(FRAME.formatted(c));
        }
        try {
            return Structures.read(Files.writeString(folder.resolve("train.xyz"), b));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void fails(Structures train, String targets, String... parts) {
        Options options = SmallTraining.options(MODEL, targets);
        assertThatThrownBy(() -> Trainer.of(options, backend).fit(train))
                .isInstanceOf(DataException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n", "!", "null"));
    }

    @Test
    void targetInNoFrame() {
        fails(
                file("energy=1 gap=2", "energy=1"),
                "e: {key: enrgy}",
                "train.xyz",
                "target `e`",
                "no frame has the key `enrgy`",
                "energy",
                "gap",
                "targets.e.key");
        fails(file("energy=1"), "q: {key: charges, quantity: atom}", "no frame has the column `charges`", "charge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "-inf"})
    void targetThatIsNotANumber(String value) {
        fails(file("energy=1", "energy=" + value), "energy: {}", "train.xyz:5", "expected a finite number", "`energy`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "None", "-"})
    void targetThatIsMissingInAllFrames(String value) {
        fails(
                file("energy=" + value, "energy=" + value),
                "energy: {}",
                "train.xyz: target `energy`: no frame has a number in the key `energy`");
    }

    @Test
    void targetWithTheWrongNumberOfComponents() {
        fails(
                file("energy=\"1 2 3\""),
                "energy: {}",
                "train.xyz:1",
                "expected one number",
                "`energy`",
                "found 3. If it is a vector, set `rank: 1`");
        fails(
                file("energy=\"1 2 3 4 5 6 7 8 9\""),
                "energy: {}",
                "If it is a tensor of that many numbers, set `rank: 2`");
        Structure two = Structure.of(new int[] {1, 8}, new double[] {0, 0, 0, 0, 0, 1}, Cell.NONE);
        fails(
                Structures.of(List.of(two.with(two.annotations().withColumn("spin", 2, new double[4])))),
                "s: {key: spin, quantity: atom}",
                "expected one number an atom",
                "`spin`",
                "found 4 for 2 atoms");
        fails(file("energy=low"), "energy: {}", "train.xyz:1", "expected numbers for the target `energy`, found 'low'");
    }

    @Test
    void baselineThatIsMissing() {
        String target = "energy: {baseline: {key: cheap}}";
        fails(
                file("energy=1 cheap=1", "energy=2"),
                target,
                "train.xyz:5",
                "expected the baseline `cheap`, found none, but `energy`",
                "If `energy` is the cheaper of the two");
        fails(file("energy=1"), "energy: {baseline: {H: -13.6}}", "baseline of target `energy`", "no number for O");
        Structure water = SmallTraining.clusters(1, 1).get(0);
        try (Model m = Trainer.of(SmallTraining.options(MODEL, target), backend)
                .fit(Structures.of(SmallTraining.clusters(2, 5)))) {
            Structure without = Structure.of(water.atomicNumbers(), water.positions(), water.cell());
            assertThatThrownBy(() -> m.predict(without))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected the baseline `cheap`");
        }
    }

    @Test
    void noFrames() throws IOException {
        fails(Structures.of(List.of()), "energy: {}", "expected at least one structure to train on, found none");
        Files.writeString(folder.resolve("slice.xyz"), FRAME.formatted("energy=1"));
        fails(Structures.read(List.of("slice.xyz@5:"), folder), "energy: {}", "slice.xyz@5:", "found none");
    }

    @Test
    void elementThatTheModelNeverSaw() throws IOException {
        String salt = "2\nenergy=1\nNa 0 0 0\nCl 0 0 2.4\n";
        Path pool = folder.resolve("pool.xyz");
        Files.writeString(pool, "2\nenergy=1\nH 0 0 0\nO 0 0 1\n" + salt);
        List<Structure> frames = new ArrayList<>();
        Structures.read(pool).forEach(frames::add);
        try (Model m =
                SmallTraining.fit(SmallTraining.options(MODEL, "energy: {}"), backend, SmallTraining.clusters(2, 5))) {
            assertThat(m.knows(frames.get(0))).isTrue();
            assertThat(m.knows(frames.get(1))).isFalse();
            assertThatThrownBy(() -> SmallTraining.predict(m, "energy", frames))
                    .isInstanceOf(DataException.class)
                    .hasMessageEndingWith(
                            "pool.xyz:5: frame 1 contains Na, which the model never saw (it knows H, C, O)");
            Structure made = Structure.of(new int[] {17}, new double[3], Cell.NONE);
            assertThatThrownBy(() -> m.predict(made))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("the structure contains Cl, which");
        }
    }

    /** More representatives than rows: singular but for the noise. */
    @ParameterizedTest
    @CsvSource({"sparse_gpr", "gpr"})
    void noiseTooSmall(String type) {
        List<Structure> train = new ArrayList<>(SmallTraining.clusters(2, 4));
        train.addAll(SmallTraining.clusters(2, 4));
        Options options =
                SmallTraining.options("representatives: {count: 30}, noise: 1e-30, type: " + type, "energy: {}");
        try (Backend other = SmallTraining.reference()) {
            assertThatThrownBy(() -> SmallTraining.fit(options, other, train))
                    .isInstanceOf(NotPositiveDefiniteException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"sparse_gpr", "gpr"})
    void memoryTooSmall(String type) {
        Options options =
                SmallTraining.options("representatives: {count: 30}, noise: 1e-3, type: " + type, "energy: {}");
        Structures train = Structures.of(SmallTraining.clusters(2, 10));
        assertThatThrownBy(() -> Trainer.of(options, backend, SmallTraining.execution(1000))
                        .fit(train))
                .isInstanceOfSatisfying(
                        MemoryBudgetException.class,
                        e -> Trainer.of(options, backend, SmallTraining.execution(e.neededBytes()))
                                .fit(train)
                                .close());
    }

    /** Noise is found by leaving folds out, each of which needs a structure. */
    @ParameterizedTest
    @CsvSource({"sparse_gpr", "gpr"})
    void fewerStructuresThanFolds(String type) {
        Options options = SmallTraining.options("type: " + type + ", noise: auto, folds: 4", "energy: {}");
        assertThatThrownBy(() -> SmallTraining.fit(options, backend, SmallTraining.clusters(2, 3)))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "`model.noise`: auto expects a structure with the target `energy` for each of the 4 folds, got 3."
                                + " Give the noise as a number, or use fewer model.folds or more structures");
        SmallTraining.fit(options, backend, SmallTraining.clusters(2, 4)).close();
    }

    /** What is advised is enough, and one more is not. */
    @ParameterizedTest
    @CsvSource({"fps, 300, 10", "fps, 200, 200", "fps, 150, 120", "random, 300, 200"})
    void memoryAdviceFits(String selection, int pool, int count) {
        String model = "representatives: {count: %d, pool: %d, selection: %s}, noise: 1e-3";
        Structures train = Structures.of(SmallTraining.clusters(2, 80));
        Options options = SmallTraining.options(5, 5, model.formatted(count, pool, selection), "energy: {}");
        long needed = catchThrowableOfType(
                        MemoryBudgetException.class,
                        () -> Trainer.of(options, backend, SmallTraining.execution(1))
                                .fit(train))
                .neededBytes();
        MemoryBudgetException e = catchThrowableOfType(
                MemoryBudgetException.class,
                () -> Trainer.of(options, backend, SmallTraining.execution(needed * 97 / 100))
                        .fit(train));
        int smaller = Integer.parseInt(e.advice().getOrDefault("model.representatives.pool", "" + pool));
        int fewer = Integer.parseInt(e.advice().getOrDefault("model.representatives.count", "" + count));
        assertThat(e.advice()).isNotEmpty();
        assertThat(e)
                .hasMessageContaining(
                        "is allowed. Use a budget of " + e.neededBytes() + " bytes or model.representatives.");
        fits(model.formatted(fewer, smaller, selection), train, needed * 97 / 100, true);
        boolean pools = e.advice().containsKey("model.representatives.pool");
        boolean counts = e.advice().containsKey("model.representatives.count");
        fits(
                model.formatted(fewer + (counts ? 1 : 0), smaller + (pools ? 1 : 0), selection),
                train,
                needed * 97 / 100,
                false);
    }

    private void fits(String model, Structures train, long budget, boolean expected) {
        Options options = SmallTraining.options(5, 5, model, "energy: {}");
        boolean fitted;
        try (Model m =
                Trainer.of(options, backend, SmallTraining.execution(budget)).fit(train)) {
            fitted = m.parameters().size() > 0;
        } catch (MemoryBudgetException e) {
            fitted = false;
        }
        assertThat(fitted).as(model).isEqualTo(expected);
    }

    /** Before anything is fitted: the noise would be refused only then. */
    @Test
    void elementThatOnlyTheTestStructuresHave() throws IOException {
        Path test = Files.writeString(folder.resolve("test.xyz"), "2\nenergy=1\nH 0 0 0\nCl 0 0 1.3\n");
        Options options = SmallTraining.options("representatives: {count: 30}, noise: 1e-30", "energy: {}");
        List<Structure> train = new ArrayList<>(SmallTraining.clusters(2, 4));
        train.addAll(SmallTraining.clusters(2, 4));
        assertThatThrownBy(() -> Trainer.of(options, backend)
                        .fit(Structures.of(train), Integer.MAX_VALUE, Structures.read(test)))
                .isInstanceOf(UnknownElementException.class)
                .hasMessageEndingWith("test.xyz:1: frame 0 contains Cl, which none of the 8 training structures has"
                        + " (they have H, C, O)");
    }

    /** Nothing to learn: predictions are the baseline. */
    @ParameterizedTest
    @CsvSource({"sparse_gpr, auto", "gpr, auto", "sparse_gpr, 0.1", "gpr, 0.1"})
    void targetsThatAreAllZero(String type, String noise) {
        List<Structure> train = SmallTraining.clusters(2, 10).stream()
                .map(s -> s.with(s.annotations().with("x", 0)))
                .toList();
        Options options = SmallTraining.options("type: " + type + ", noise: " + noise, "x: {key: x}");
        try (Model m = SmallTraining.fit(options, backend, train)) {
            assertThat(SmallTraining.predict(m, "x", train)).containsOnly(0);
            assertThat(m.predict(train.get(0)).value("x")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"sparse_gpr", "gpr"})
    void oneStructureIsEnough(String type) {
        Options options = SmallTraining.options("type: " + type + ", noise: 0.1", "energy: {}");
        List<Structure> train = SmallTraining.clusters(2, 1);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            assertThat(SmallTraining.predict(m, "energy", train)[0]).isFinite();
        }
    }
}
