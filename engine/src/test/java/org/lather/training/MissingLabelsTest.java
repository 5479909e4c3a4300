package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.TargetMetrics;
import org.lather.execution.Execution;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Structures and atoms without a label do not take part in the fit of a target or in its errors. */
class MissingLabelsTest {
    private static final String MODEL =
            "kernel: {zeta: 2}, representatives: {count: 30}, noise: {energy: 0.05," + " energy_forces: 0.1}";
    private static final String SOLID = "energy: {baseline: composition, forces: {}}";

    private final Backend backend = SmallTraining.reference();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    private Model fit(String model, String targets, List<Structure> train) {
        return SmallTraining.fit(SmallTraining.options(model, targets), backend, train);
    }

    /** A copy whose column is NaN for some atoms, in one of its components each. */
    private static Structure without(Structure s, String column, IntPredicate atoms) {
        double[] v = s.column(column);
        int each = s.annotations().columnWidth(column);
        for (int i = 0; i < s.size(); i++) {
            if (atoms.test(i)) {
                v[i * each + i % each] = Double.NaN;
            }
        }
        return s.with(s.annotations().withColumn(column, each, v));
    }

    /** A copy without a column or key. */
    private static Structure dropped(Structure s, String... names) {
        List<String> gone = Arrays.asList(names);
        Structure out = Structure.of(s.atomicNumbers(), s.positions(), s.cell());
        for (String key : s.keys()) {
            if (!gone.contains(key)) {
                out = out.with(out.annotations().with(key, s.numbers(key)));
            }
        }
        for (String column : s.annotations().columns()) {
            if (!gone.contains(column)) {
                out = out.with(
                        out.annotations().withColumn(column, s.annotations().columnWidth(column), s.column(column)));
            }
        }
        return out;
    }

    private static Evaluation evaluate(Model model, List<Structure> structures) {
        return Evaluation.of(model, structures.iterator(), Execution.defaults(), p -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"sparse_gpr", "gpr"})
    void valuesOfOneElement(String type) {
        List<Structure> all = SmallTraining.clusters(5, 40);
        List<Structure> oxygen = new ArrayList<>();
        int labels = 0;
        for (Structure s : all) {
            oxygen.add(without(s, "charge", i -> s.atomicNumber(i) != 8));
            labels += (int) Arrays.stream(s.atomicNumbers()).filter(z -> z == 8).count();
        }
        String options =
                "type: " + type + ", noise: 0.005" + (type.equals("gpr") ? "" : ", representatives:" + " {count: 150}");
        try (Model model = fit(options, "charge: {unit: e, quantity: atom, baseline: composition}", oxygen)) {
            TargetMetrics own = evaluate(model, oxygen).targets().get(0);
            assertThat(own.errors().count()).isEqualTo(labels);
            assertThat(own.errors().rmse()).isLessThan(0.1 * own.spread().std());
            assertThat(own.breakdown().byElement().orElseThrow()).containsOnlyKeys(8);
            // hydrogen and carbon were not learnt
            TargetMetrics others = evaluate(model, all).targets().get(0);
            assertThat(Objects.requireNonNull(
                                    others.breakdown().byElement().orElseThrow().get(1))
                            .rmse())
                    .isGreaterThan(5 * own.errors().rmse());
        }
    }

    @Test
    void elementsThatNoStructureHas() {
        List<Structure> all = SmallTraining.clusters(5, 30);
        assertThatThrownBy(() -> fit(
                        "noise: 0.005, representatives: {count: 20}",
                        "charge: {unit: e, quantity: atom, centers: [S, Cl]}",
                        all))
                .hasMessageContaining("target `charge`: no atom of S or Cl has a number in the column `charge`"
                        + " (elements of the structures: H, C, O). Set targets.charge.centers");
    }

    @Test
    void centersAreTheLabelsOfTheirElements() {
        List<Structure> all = SmallTraining.clusters(5, 30);
        List<Structure> oxygen = all.stream()
                .map(s -> without(s, "charge", i -> s.atomicNumber(i) != 8))
                .toList();
        String options = "noise: 0.005, representatives: {count: 20}";
        String target = "charge: {unit: e, quantity: atom, baseline: composition";
        try (Model a = fit(options, target + ", centers: [O]}", all);
                Model b = fit(options, target + "}", oxygen)) {
            // others would have zero covariance with every label
            assertThat(a.parameters().representatives().get(0).centers())
                    .hasSize(20)
                    .containsOnly(8);
            assertThat(a.report().orElseThrow().warnings()).isEmpty();
            assertThat(b.report().orElseThrow().warnings())
                    .singleElement()
                    .asString()
                    .contains("no atom of H, C has a value of any target");
            for (Structure s : all) {
                double[] found = a.predict(s).values("charge");
                double[] expected = b.predict(s).values("charge");
                for (int i = 0; i < s.size(); i++) {
                    assertThat(found[i]).isEqualTo(Double.valueOf(s.atomicNumber(i) == 8 ? expected[i] : Double.NaN));
                }
            }
            TargetMetrics found = evaluate(a, all).targets().get(0);
            assertThat(found.breakdown().byElement().orElseThrow()).containsOnlyKeys(8);
            assertThat(found.errors().rmse())
                    .isEqualTo(evaluate(b, oxygen).targets().get(0).errors().rmse());
        }
    }

    @Test
    void anAtomWithoutAValueDoesNotChangeTheFit() {
        List<Structure> all = SmallTraining.clusters(6, 20);
        List<Structure> nan = new ArrayList<>(all);
        List<Structure> absent = new ArrayList<>(all);
        for (int k = 0; k < 20; k += 3) {
            nan.set(k, without(all.get(k), "charge", i -> true));
            absent.set(k, dropped(all.get(k), "charge"));
        }
        String targets = "energy: {baseline: composition}, charge: {unit: e, quantity: atom}";
        String model = "noise: {energy: 0.05, charge: 0.01}, representatives: {count: 30}";
        try (Model a = fit(model, targets, nan);
                Model b = fit(model, targets, absent)) {
            assertThat(SmallTraining.predict(a, "charge", all)).isEqualTo(SmallTraining.predict(b, "charge", all));
            assertThat(SmallTraining.predict(a, "energy", all)).isEqualTo(SmallTraining.predict(b, "energy", all));
            assertThat(evaluate(a, nan).missing())
                    .isEqualTo(evaluate(b, absent).missing())
                    .containsEntry("charge", 7L);
        }
    }

    @Test
    void tensorsOfSomeAtoms() {
        List<Structure> all = TensorClusters.clusters(4, 16);
        List<Structure> nan = new ArrayList<>(all);
        List<Structure> absent = new ArrayList<>(all);
        long labels = 0;
        for (int k = 0; k < all.size(); k++) {
            Structure s = all.get(k);
            if (k % 4 == 0) {
                nan.set(k, without(s, "shielding", i -> true));
                absent.set(k, dropped(s, "shielding"));
            } else {
                nan.set(k, without(s, "shielding", i -> i == 1));
                absent.set(k, without(s, "shielding", i -> i == 1));
                labels += s.size() - 1;
            }
        }
        String targets = "dipole: {unit: e*A, rank: 1}, shielding: {unit: ppm, rank: 2, quantity: atom}";
        String model = "kernel: {zeta: 2}, representatives: {count: 20}, noise: 0.01";
        try (Model a = SmallTraining.fit(TensorClusters.options("all", model, targets), backend, nan);
                Model b = SmallTraining.fit(TensorClusters.options("all", model, targets), backend, absent)) {
            double[] found = SmallTraining.predict(a, "shielding", all);
            assertThat(found).isEqualTo(SmallTraining.predict(b, "shielding", all));
            assertThat(Arrays.stream(found)).allMatch(Double::isFinite);
            TargetMetrics metrics = evaluate(a, nan).targets().get(1);
            assertThat(metrics.errors().count()).isEqualTo(9 * labels);
            assertThat(metrics.errors().rmse()).isLessThan(metrics.spread().std());
        }
    }

    private static double[] forces(Model model, Structure s) {
        return model.predict(s, Request.GRADIENTS).forces("energy");
    }

    @Test
    void forcesOfSomeAtoms() {
        List<Structure> all = MorseSolid.rattled(3, 12);
        List<Structure> nan = new ArrayList<>(all);
        List<Structure> absent = new ArrayList<>(all);
        for (int k = 0; k < 12; k += 2) {
            nan.set(k, without(all.get(k), "forces", i -> true));
            absent.set(k, dropped(all.get(k), "forces"));
        }
        List<Structure> some =
                all.stream().map(s -> without(s, "forces", i -> i >= 4)).toList();
        List<Structure> wrong = all.stream()
                .map(s -> {
                    double[] f = s.column("forces");
                    Arrays.fill(f, 12, 24, 7);
                    return s.with(s.annotations().withColumn("forces", 3, f));
                })
                .toList();
        try (Model a = fit(MODEL, SOLID, nan);
                Model b = fit(MODEL, SOLID, absent);
                Model c = fit(MODEL, SOLID, some);
                Model d = fit(MODEL, SOLID, all);
                Model e = fit(MODEL, SOLID, wrong)) {
            assertThat(forces(a, all.get(0))).isEqualTo(forces(b, all.get(0)));
            // what the other atoms have does not matter where it is missing
            TargetMetrics partial = evaluate(c, some).targets().get(1);
            assertThat(partial.errors().count()).isEqualTo(12 * 4 * 3);
            double best = evaluate(d, some).targets().get(1).errors().rmse();
            assertThat(partial.errors().rmse()).isLessThan(1.05 * best);
            assertThat(evaluate(e, some).targets().get(1).errors().rmse()).isGreaterThan(3 * best);
        }
    }

    private static List<String> ignored(Model model) {
        return model.report().orElseThrow().warnings().stream()
                .filter(w -> w.kind() == Warning.Kind.LABELS_IGNORED)
                .map(Warning::fact)
                .toList();
    }

    @Test
    void stressOfMolecules() {
        List<Structure> all = MorseSolid.rattled(4, 12);
        List<Structure> zeros = all.stream()
                .map(s -> s.has("stress") ? s : s.with(s.annotations().with("stress", new double[9])))
                .toList();
        String targets = "energy: {baseline: composition, stress: {}}";
        String model = MODEL.replace("energy_forces: 0.1", "energy_stress: 0.01");
        assertThat(zeros).allMatch(s -> s.has("stress"));
        assertThat(all).anyMatch(s -> !s.has("stress"));
        try (Model a = fit(model, targets, zeros);
                Model b = fit(model, targets, all)) {
            assertThat(SmallTraining.predict(a, "energy", all)).isEqualTo(SmallTraining.predict(b, "energy", all));
            assertThat(ignored(a)).singleElement().asString().contains("stress `stress` of 4 structures is ignored");
            assertThat(ignored(b)).isEmpty();
            assertThat(evaluate(a, zeros).targets().get(1).errors().count())
                    .isEqualTo(9L * all.stream().filter(s -> s.has("stress")).count());
        }
    }

    @Test
    void virialOfZerosOfMolecules() {
        List<Structure> all = MorseSolid.rattled(4, 12);
        List<Structure> zeros = new ArrayList<>();
        List<Structure> absent = new ArrayList<>();
        for (Structure s : all) {
            boolean molecule = !s.cell().anyPeriodic();
            zeros.add(molecule ? s.with(s.annotations().with("virial", new double[9])) : s);
            absent.add(molecule ? dropped(s, "virial") : s);
        }
        String targets = "energy: {baseline: composition, virial: {}}";
        String model = MODEL.replace("energy_forces: 0.1", "energy_virial: 0.1");
        try (Model a = fit(model, targets, zeros);
                Model b = fit(model, targets, absent)) {
            assertThat(SmallTraining.predict(a, "energy", all)).isEqualTo(SmallTraining.predict(b, "energy", all));
        }
    }

    @Test
    void wordsForMissingNumbersInFiles() throws IOException {
        String text = """
                3
                Properties=species:S:1:pos:R:3:shift:R:1:spin:R:3 energy=NaN gap=None
                O 0 0 0 302.5 1 2 3
                H 1 0 0 None - - -
                H 0 1 0 - 4 5 nan
                """;
        Structure s = Structures.read(Files.writeString(folder.resolve("a.xyz"), text))
                .first();
        assertThat(s.column("shift")).containsExactly(302.5, Double.NaN, Double.NaN);
        assertThat(s.column("spin")).containsExactly(1, 2, 3, Double.NaN, Double.NaN, Double.NaN, 4, 5, Double.NaN);
        Structure two = Structure.of(new int[] {8, 1}, new double[] {0, 0, 0, 0, 0, 1}, Cell.NONE);
        List<Structure> train = List.of(s, SmallTraining.labelled(two), SmallTraining.labelled(s));
        try (Model model = fit("noise: 0.1, representatives: {count: 4}", "gap: {quantity: mean, unit: 1}", train)) {
            assertThat(model.report().orElseThrow().structures()).isEqualTo(2);
            Evaluation evaluation = evaluate(model, List.of(s));
            assertThat(evaluation.structures()).isEqualTo(1);
            assertThat(evaluation.targets()).isEmpty();
        }
    }

    @Test
    void predictionsWithoutReferences() {
        List<Structure> all = SmallTraining.clusters(6, 10);
        Structure text = all.get(0).with(all.get(0).annotations().withText("energy", "soon"));
        try (Model model = fit("noise: 0.1, representatives: {count: 10}", "energy: {}", all)) {
            List<Double> found = new ArrayList<>();
            Evaluation evaluation = Evaluation.withoutReferences(
                    model,
                    List.of(text).iterator(),
                    Request.trained(model.parameters()),
                    Execution.defaults(),
                    p -> found.add(p.value("energy")));
            assertThat(evaluation.structures()).isEqualTo(1);
            assertThat(evaluation.targets()).isEmpty();
            assertThat(found.get(0)).isCloseTo(model.predict(all.get(0)).value("energy"), within(0.0));
        }
    }
}
