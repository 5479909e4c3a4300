package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.model.FittedTarget;
import org.lather.model.TrainingReport;
import org.lather.predict.Model;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/** Several targets in one pass, and structures that lack some of them. */
class TargetsTest {
    private static final String MODEL = "kernel: {zeta: 2}, representatives: {count: 20, selection: fps}, type: ";
    private static final String ENERGY = "energy: {key: energy, quantity: total, baseline: composition}";
    private static final String GAP = "gap: {key: gap, quantity: mean, baseline: composition}";
    private static final String CHARGE = "charge: {key: charge, unit: e, quantity: atom}";
    private static final String CHEAP = "cheap: {key: cheap, quantity: total, baseline: composition}";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes())
                .as("bytes held after all was closed")
                .isZero();
        backend.close();
    }

    private static FittedTarget target(Model m, String name) {
        return m.parameters().targets().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"sparse_gpr, auto", "gpr, auto", "sparse_gpr, 0.01", "gpr, 0.01"})
    void targetsTogetherAreFittedAsAlone(String type, String noise) {
        List<Structure> train = SmallTraining.clusters(7, 18);
        String model = MODEL + type + ", noise: " + noise;
        try (Model all = SmallTraining.fit(
                SmallTraining.options(model, String.join(", ", CHEAP, CHARGE, ENERGY, GAP)), backend, train)) {
            assertThat(all.parameters().targets().stream().map(FittedTarget::name))
                    .containsExactly("cheap", "charge", "energy", "gap");
            for (String t : List.of(ENERGY, GAP, CHARGE, CHEAP)) {
                String name = t.substring(0, t.indexOf(':'));
                try (Model alone = SmallTraining.fit(SmallTraining.options(model, t), backend, train)) {
                    assertThat(target(all, name).weights())
                            .isEqualTo(target(alone, name).weights());
                    assertThat(target(all, name).noise())
                            .isEqualTo(target(alone, name).noise());
                    assertThat(target(all, name).factor())
                            .isEqualTo(target(alone, name).factor());
                    assertThat(target(all, name).signal())
                            .isEqualTo(target(alone, name).signal());
                }
            }
        }
    }

    /** Those of even index keep the energy, of every third the charges; what is left has none of them. */
    private static List<Structure> some(List<Structure> structures) {
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < structures.size(); i++) {
            Structure s = structures.get(i);
            Annotations a = Annotations.NONE.with("index", i);
            if (i % 2 == 0) {
                a = a.with("energy", s.numbers("energy")).with("cheap", s.numbers("cheap"));
            }
            if (i % 3 == 0) {
                a = a.withColumn("charge", 1, s.column("charge"));
            }
            out.add(s.with(a));
        }
        return out;
    }

    /**
     * The representatives come from all structures; those of the model of a subset are made the same by taking all of
     * them.
     */
    @ParameterizedTest
    @CsvSource({"sparse_gpr", "gpr"})
    void missingTargetsAreAsIfTheirStructuresWereNotThere(String type) {
        List<Structure> all = SmallTraining.clusters(8, 24);
        List<Structure> masked = some(all);
        List<Structure> test = SmallTraining.clusters(9, 5);
        String model =
                "kernel: {zeta: 2}, representatives: {count: 5000, selection: random}, type: " + type + ", noise: {%s}";
        String energy = ENERGY.replace("energy: {", "energy: {unit: eV, ");
        try (Model m = SmallTraining.fit(
                SmallTraining.options(model.formatted("energy: 0.05, charge: 0.02"), energy + ", " + CHARGE),
                backend,
                masked)) {
            TrainingReport report = m.report().orElseThrow();
            assertThat(report.structures()).isEqualTo(16);
            assertThat(report.skipped()).isEqualTo(8);
            List<Structure> withEnergy =
                    masked.stream().filter(s -> s.has("energy")).toList();
            List<Structure> withCharge =
                    masked.stream().filter(s -> s.hasColumn("charge")).toList();
            assertThat(withEnergy).hasSize(12);
            assertThat(withCharge).hasSize(8);
            try (Model e = SmallTraining.fit(
                            SmallTraining.options(model.formatted("energy: 0.05"), energy), backend, withEnergy);
                    Model c = SmallTraining.fit(
                            SmallTraining.options(model.formatted("charge: 0.02"), CHARGE), backend, withCharge)) {
                near(SmallTraining.predict(m, "energy", test), SmallTraining.predict(e, "energy", test));
                near(SmallTraining.predict(m, "charge", test), SmallTraining.predict(c, "charge", test));
            }
        }
    }

    /** With fixed representatives weights of rows of weight 0 count nothing, in the search for the noise too. */
    @Test
    void targetsOfOtherRowsDoNotMixInOnePass() {
        List<Structure> masked = some(SmallTraining.clusters(8, 24));
        List<Structure> used = masked.stream()
                .filter(s -> s.has("energy") || s.hasColumn("charge"))
                .toList();
        String model = MODEL + "sparse_gpr, noise: auto";
        try (Model both = SmallTraining.fit(
                        SmallTraining.options(model, ENERGY + ", " + CHEAP + ", " + CHARGE), backend, masked);
                Model again = SmallTraining.fit(
                        SmallTraining.options(model, CHARGE + ", " + ENERGY + ", " + CHEAP), backend, used)) {
            for (String t : List.of("energy", "cheap", "charge")) {
                assertThat(target(both, t).weights()).isEqualTo(target(again, t).weights());
            }
            assertThat(again.report().orElseThrow().skipped()).isZero();
        }
    }

    private static void near(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i])
                    .isCloseTo(b[i], org.assertj.core.api.Assertions.within(1e-8 * Math.max(1, Math.abs(b[i]))));
        }
    }
}
