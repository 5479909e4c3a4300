package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.predict.Model;
import org.lather.structure.Structure;

/**
 * With every environment as a representative the sparse model is the full one: the representatives span the same
 * functions.
 */
class SparseAgainstFullTest {
    private static final String TARGETS = "energy: {key: energy, unit: eV, quantity: total, baseline: composition},"
            + " gap: {key: gap, unit: eV, quantity: mean, baseline: composition},"
            + " charge: {key: charge, unit: e, quantity: atom}";

    @ParameterizedTest
    @CsvSource({"1, same, random", "2, same, fps", "1, any, fps", "2, any, random"})
    void agreesWhereEveryEnvironmentIsARepresentative(double zeta, String centers, String selection) {
        List<Structure> train = SmallTraining.clusters(1, 14);
        List<Structure> test = SmallTraining.clusters(2, 6);
        String model =
                "kernel: {zeta: " + zeta + ", centers: " + centers + "}, representatives: {count: 1000, selection: "
                        + selection + "}, noise: {energy: 0.05, gap: 0.01, charge: 0.02}, type: ";
        try (Backend backend = SmallTraining.reference();
                Model sparse = SmallTraining.fit(SmallTraining.options(model + "sparse_gpr", TARGETS), backend, train);
                Model full = SmallTraining.fit(SmallTraining.options(model + "gpr", TARGETS), backend, train)) {
            for (String target : List.of("energy", "gap", "charge")) {
                double[] a = SmallTraining.predict(sparse, target, test);
                double[] b = SmallTraining.predict(full, target, test);
                double[] trained = SmallTraining.predict(full, target, train);
                double[] references = references(target, train);
                assertThat(a).hasSameSizeAs(b);
                for (int i = 0; i < a.length; i++) {
                    assertThat(a[i]).as("%s %d", target, i).isCloseTo(b[i], within(1e-8 * Math.max(1, Math.abs(b[i]))));
                }
                // and it is a fit: most of the spread after the baseline is learnt
                assertThat(rmse(trained, references))
                        .isLessThan(0.5 * rmse(new double[trained.length], centred(references)));
            }
            for (String target : List.of("energy", "gap", "charge")) {
                assertThat(signal(sparse, target)).isCloseTo(signal(full, target), within(1e-8 * signal(full, target)));
            }
        }
    }

    private static double signal(Model model, String target) {
        return model.parameters().targets().stream()
                .filter(t -> t.name().equals(target))
                .findFirst()
                .orElseThrow()
                .signal();
    }

    private static double[] references(String target, List<Structure> structures) {
        return structures.stream()
                .flatMapToDouble(
                        s -> java.util.Arrays.stream(target.equals("charge") ? s.column(target) : s.numbers(target)))
                .toArray();
    }

    private static double[] centred(double[] x) {
        double mean = java.util.Arrays.stream(x).average().orElseThrow();
        return java.util.Arrays.stream(x).map(v -> v - mean).toArray();
    }

    private static double rmse(double[] a, double[] b) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(s / a.length);
    }
}
