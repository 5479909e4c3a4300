package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.error.Warning.Kind;
import org.lather.evaluation.Evaluation;
import org.lather.execution.Execution;
import org.lather.model.ModelFile;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/** Each warning about data is given where they are wrong, and none where they are right. */
class DataWarningsTest {
    private static final String MODEL = "kernel: {zeta: 2}, representatives: {count: 30}, noise: ";
    private static final String ENERGY = "energy: {key: energy, unit: eV}";
    private static final String FORCES = "energy: {key: energy, unit: eV, forces: {key: forces, unit: eV/A}}";
    private static final String NOISE = "{energy: 0.01, energy_forces: 0.1}";

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> molecules = SmallTraining.chno("molecules.xyz", 40);
    private final List<Structure> dynamics = SmallTraining.chno("dynamics-train.xyz", 415);

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String noise, String target) {
        return SmallTraining.options(1, 1, MODEL + noise, target);
    }

    private TrainingReport report(String noise, String target, List<Structure> train) {
        try (Model m = SmallTraining.fit(options(noise, target), backend, train)) {
            return m.report().orElseThrow();
        }
    }

    private List<Warning> warnings(String noise, String target, List<Structure> train) {
        return report(noise, target, train).warnings();
    }

    private static List<Structure> each(List<Structure> structures, UnaryOperator<Structure> change) {
        return structures.stream().map(change).toList();
    }

    private static UnaryOperator<Structure> scaled(String column, double factor) {
        return s -> s.with(s.annotations()
                .withColumn(
                        column,
                        3,
                        Arrays.stream(s.column(column)).map(x -> factor * x).toArray()));
    }

    private static Structure inBohr(Structure s) {
        double[] r = Arrays.stream(s.positions()).map(x -> x / 0.529177210903).toArray();
        return Structure.of(s.atomicNumbers(), r, s.cell()).with(s.annotations());
    }

    @Test
    void dataThatAreRightHaveNone() {
        assertThat(warnings("auto", ENERGY, molecules)).isEmpty();
        assertThat(warnings(NOISE, FORCES, dynamics)).isEmpty();
    }

    @Test
    void copies() {
        List<Structure> twice = new ArrayList<>(molecules);
        twice.add(molecules.get(3));
        twice.add(molecules.get(7).with(Annotations.NONE.with("energy", -5000)));
        assertThat(warnings("0.01", ENERGY, twice)).singleElement().satisfies(w -> {
            assertThat(w.kind()).isEqualTo(Kind.COPIES);
            assertThat(w.fact())
                    .contains("2 of 42 training structures are copies")
                    .contains("the first is " + molecules.get(3).origin());
        });
    }

    @Test
    void rareElements() {
        List<Structure> some = new ArrayList<>(molecules);
        some.add(Structure.of(new int[] {9, 1}, new double[] {0, 0, 0, 0, 0, 0.92}, Cell.NONE)
                .with(Annotations.NONE.with("energy", -2730)));
        assertThat(warnings("0.01", ENERGY, some))
                .filteredOn(w -> w.kind() == Kind.RARE_ELEMENTS)
                .singleElement()
                .satisfies(w -> assertThat(w.fact()).contains("of 41 training structures few have F in 1"));
    }

    @Test
    void positionsInBohr() {
        assertThat(warnings("0.01", ENERGY, each(molecules, DataWarningsTest::inBohr)))
                .singleElement()
                .satisfies(w -> assertThat(w.kind()).isEqualTo(Kind.DISTANCES_LIKE_BOHR));
        try (Model m = SmallTraining.fit(options("0.01", ENERGY), backend, molecules)) {
            List<Structure> test = each(SmallTraining.chno("larger.xyz", 5), s -> inBohr(s.with(Annotations.NONE)));
            assertThat(Evaluation.of(m, test.iterator(), Execution.defaults(), p -> {})
                            .warnings())
                    .singleElement()
                    .satisfies(w -> assertThat(w.kind()).isEqualTo(Kind.DISTANCES_LIKE_BOHR));
        }
    }

    @Test
    void forcesThatDoNotFitTheEnergy() {
        assertThat(warnings(NOISE, FORCES, each(dynamics, scaled("forces", -1))))
                .filteredOn(w -> w.kind() == Kind.FORCES_SIGN)
                .singleElement()
                .satisfies(w -> assertThat(w.fact()).contains("forces `forces` point uphill"));
        assertThat(warnings(NOISE, FORCES, each(dynamics, scaled("forces", 1 / 27.211))))
                .filteredOn(w -> w.kind() == Kind.FORCES_UNIT)
                .singleElement()
                .satisfies(w -> assertThat(w.fact()).contains("between 234 pairs of similar structures"));
    }

    @Test
    void forcesAgainstThePrediction() {
        List<Structure> few = dynamics.subList(0, 60);
        Options finer = SmallTraining.options(
                3, 3, "kernel: {zeta: 2}, representatives: {count: 120}, noise: " + NOISE, FORCES);
        try (Model m = SmallTraining.fit(finer, backend, few)) {
            List<Structure> test = dynamics.subList(60, 80);
            assertThat(Evaluation.of(m, test.iterator(), Execution.defaults(), p -> {})
                            .warnings())
                    .isEmpty();
            List<Structure> turned = each(test, scaled("forces", -1));
            assertThat(Evaluation.of(m, turned.iterator(), Execution.defaults(), p -> {})
                            .warnings())
                    .singleElement()
                    .satisfies(w -> {
                        assertThat(w.kind()).isEqualTo(Kind.FORCES_SIGN);
                        assertThat(w.fact()).startsWith("energy_forces: ");
                    });
        }
    }

    @Test
    void referencesInAnotherUnit() {
        Options finer = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 150}, noise: {energy: 1e-3, energy_forces: 0.02,"
                        + " energy_stress: 0.02}",
                "energy: {baseline: composition, forces: {}, stress: {}}");
        List<Structure> test = solids(78, 30);
        try (Model m = SmallTraining.fit(finer, backend, solids(77, 60))) {
            assertThat(evaluated(m, test)).isEmpty();
            assertThat(evaluated(m, each(test, scaled("forces", 23.06))))
                    .singleElement()
                    .satisfies(w -> {
                        assertThat(w.kind()).isEqualTo(Kind.FORCES_UNIT);
                        assertThat(w.toString()).contains("Check the unit");
                    });
            assertThat(evaluated(m, each(test, s -> stress(s, 160.2))))
                    .singleElement()
                    .satisfies(w -> assertThat(w.fact()).startsWith("energy_stress: the references are "));
            assertThat(evaluated(m, each(test, s -> stress(s, -1))))
                    .singleElement()
                    .satisfies(w -> assertThat(w.toString()).contains("other convention"));
        }
    }

    private static List<Structure> solids(long seed, int count) {
        return MorseSolid.rattled(seed, count).stream()
                .filter(s -> s.cell().anyPeriodic())
                .toList();
    }

    private static Structure stress(Structure s, double factor) {
        double[] v = Arrays.stream(s.numbers("stress")).map(x -> factor * x).toArray();
        return s.with(s.annotations().with("stress", v));
    }

    private static List<Warning> evaluated(Model m, List<Structure> test) {
        return Evaluation.of(m, test.iterator(), Execution.defaults(), p -> {}).warnings();
    }

    @Test
    void forcesOfNoEnergy() {
        String dipoles = "energy: {key: energy, unit: D, forces: {key: forces, unit: D/A}}";
        assertThat(warnings(NOISE, dipoles, dynamics.subList(0, 20)))
                .filteredOn(w -> w.kind() == Kind.UNIT_IS_NO_ENERGY)
                .singleElement()
                .satisfies(w -> assertThat(w.cures()).isNotEmpty());
    }

    @Test
    void aCorrectionToTheDearerMethod() {
        String right = "energy: {key: energy, baseline: [{key: gfn2_energy}, composition]}";
        String swapped = "energy: {key: gfn2_energy, baseline: [{key: energy}, composition]}";
        assertThat(warnings("0.01", right, molecules)).isEmpty();
        assertThat(warnings("0.01", swapped, molecules))
                .singleElement()
                .satisfies(w -> assertThat(w.kind()).isEqualTo(Kind.SWAPPED_BASELINE));
        assertThat(TargetChecks.isCheaper("pbe_energy", "ccsd_t_energy")).isTrue();
        assertThat(TargetChecks.isCheaper("ccsd_t_energy", "MP2")).isFalse();
        assertThat(TargetChecks.isCheaper("E_dftb", "E")).isTrue();
        assertThat(TargetChecks.isCheaper("energy", "dft_energy")).isFalse();
    }

    private static Structure renamed(Structure s, String name) {
        return s.with(Annotations.NONE.with("energy", s.numbers("energy")).withColumn(name, 3, s.column("forces")));
    }

    @Test
    void labelsUnderASimilarName() {
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Structure s = dynamics.get(i);
            train.add(i < 10 ? s : renamed(s, i < 30 ? "force" : "REF_Forces"));
        }
        TrainingReport report = report(NOISE, FORCES, train);
        assertThat(report.labels()).isEqualTo(Map.of("energy", 40, "energy_forces", 10));
        assertThat(report.warnings()).hasSize(2).allSatisfy(w -> {
            assertThat(w.kind()).isEqualTo(Kind.SIMILAR_KEY);
            assertThat(w.fact()).contains("`forces`, the key of energy_forces, is in 10 of 40 structures");
        });
        assertThat(report.warnings()).extracting(Warning::fact).anyMatch(f -> f.contains("20 others have `force`"));
        assertThat(report.warnings())
                .extracting(Warning::fact)
                .anyMatch(f -> f.contains("10 others have `REF_Forces`"));
        assertThatThrownBy(() -> report(NOISE, FORCES, train.subList(10, 20)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no frame has its forces `forces`")
                .hasMessageEndingWith("Set targets.energy.forces.key to `force`, or leave it out");
    }

    @Test
    void labelsThatStructuresDoNotDetermine() {
        Random random = new Random(3);
        List<Structure> noise = each(molecules, s -> s.with(Annotations.NONE.with("energy", random.nextGaussian())));
        assertThat(warnings("auto", ENERGY, noise)).singleElement().satisfies(w -> {
            assertThat(w.kind()).isEqualTo(Kind.NOTHING_LEARNT);
            assertThat(w.fact()).contains("over held-out folds");
        });
    }

    @Test
    void energiesWithoutABaseline() {
        List<Structure> far = each(molecules, s -> s.with(Annotations.NONE.with("energy", 0.02 * s.size() - 4000)));
        assertThat(warnings("0.01", "energy: {baseline: none}", far))
                .singleElement()
                .satisfies(w -> {
                    assertThat(w.kind()).isEqualTo(Kind.NO_BASELINE);
                    assertThat(w.fact()).contains("the mean of the references is more than 30 times their spread");
                    assertThat(w.cures()).singleElement().hasToString("Set targets.energy.baseline to composition");
                });
        assertThat(warnings("auto", "energy: {baseline: none}", molecules))
                .filteredOn(w -> w.kind() == Kind.NO_BASELINE)
                .singleElement()
                .satisfies(w -> assertThat(w.fact()).contains("the composition alone explains all but"));
        assertThat(warnings("auto", "energy: {baseline: {key: gfn2_energy}}", molecules))
                .filteredOn(w -> w.kind() == Kind.NO_BASELINE)
                .singleElement()
                .satisfies(w -> assertThat(w.cures())
                        .singleElement()
                        .hasToString("Add composition to the list targets.energy.baseline"));
    }

    @Test
    void testStructuresThatWereTrainedOn(@TempDir Path folder) throws IOException {
        List<Structure> test = SmallTraining.chno("molecules.xyz", 50).subList(38, 50);
        Path file = folder.resolve("m.safetensors");
        try (Model m = SmallTraining.fit(options("0.01", ENERGY), backend, molecules)) {
            ModelFile.write(file, m.parameters());
        }
        try (Model m = Model.of(ModelFile.read(file, true), backend)) {
            assertThat(Evaluation.of(m, test.iterator(), Execution.defaults(), p -> {})
                            .warnings())
                    .singleElement()
                    .satisfies(w -> {
                        assertThat(w.kind()).isEqualTo(Kind.TRAINED_ON);
                        assertThat(w.fact())
                                .startsWith("2 of 12 test structures are among")
                                .endsWith("the first is " + test.get(0).origin());
                    });
            List<Structure> unlabelled = each(test, s -> s.with(Annotations.NONE));
            assertThat(Evaluation.of(m, unlabelled.iterator(), Execution.defaults(), p -> {})
                            .warnings())
                    .isEmpty();
        }
    }
}
