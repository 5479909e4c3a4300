package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Precision;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;
import org.lather.training.Trainer;

/** What a fit holds: as much as was said before, and not more for more structures. */
final class TrainingMemoryTest {
    private static Options options(int functions, int angular, String model) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 4.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.3}
                    basis: {type: TensorProduct, max_angular: %d, radial: {type: Gto, max_radial: %d}, spline_accuracy: 1e-6}
                model: {kernel: {zeta: 2}, %s}
                targets: {energy: {baseline: composition}}
                """.formatted(angular, functions - 1, model), Path.of(""));
    }

    private static TrainingReport fit(Options options, Precision precision, long budget, List<Structure> train) {
        try (CpuBackend b = new CpuBackend(precision, 2);
                Model m =
                        Trainer.of(options, b, SmallTraining.execution(budget)).fit(Structures.of(train))) {
            TrainingReport report = m.report().orElseThrow();
            assertThat(b.resources().ledger().peakBytes()).isEqualTo(report.peakBytes());
            return report;
        }
    }

    private static TrainingReport fitForces(int functions, int count, String noise, int structures) {
        String yaml = options(functions, 4, "representatives: {count: " + count + ", selection: random}, folds: 2")
                .toYaml()
                .replace("noise: auto", "noise: " + noise)
                .replaceAll("(?s)targets:.*", "targets: {energy: {baseline: composition, forces: {}, stress: {}}}");
        return fit(Options.parse(yaml, Path.of("")), Precision.DOUBLE, 1L << 30, MorseSolid.rattled(51, structures));
    }

    private static final String GIVEN = "{energy: 0.01, energy_forces: 0.1, energy_stress: 0.01}";

    @ParameterizedTest
    @CsvSource({"auto", "'" + GIVEN + "'"})
    void ofForcesIsWhatWasEstimated(String noise) {
        TrainingReport report = fitForces(5, 500, noise, 200);
        assertThat(report.representatives()).isGreaterThan(450);
        assertThat(report.peakBytes() / (double) report.estimateBytes()).isBetween(0.9, 1.1);
    }

    /** From where blocks and shards are full. */
    @Test
    void ofForcesDoesNotGrow() {
        TrainingReport half = fitForces(2, 100, GIVEN, 520);
        TrainingReport whole = fitForces(2, 100, GIVEN, 1040);
        assertThat(whole.environments()).isEqualTo(2 * half.environments());
        assertThat(whole.peakBytes() / (double) half.peakBytes()).isBetween(0.9, 1.1);
    }

    @ParameterizedTest
    @CsvSource({"fps", "random"})
    void doesNotGrowWithTheNumberOfStructures(String selection) {
        Options o =
                options(5, 4, "representatives: {count: 400, pool: 1500, selection: " + selection + "}, noise: auto");
        TrainingReport half = fit(o, Precision.DOUBLE, 1L << 30, SmallTraining.chno("molecules.xyz", 250));
        TrainingReport whole = fit(o, Precision.DOUBLE, 1L << 30, SmallTraining.chno("molecules.xyz", 500));
        assertThat(whole.environments()).isGreaterThan(19 * half.environments() / 10);
        assertThat(whole.peakBytes() / (double) half.peakBytes()).isBetween(0.9, 1.1);
    }

    /**
     * The pool rules where representatives are chosen by farthest point sampling. Elsewhere the fifty neighbours that
     * the estimate grants each atom count, of which molecules have a third.
     */
    @ParameterizedTest
    @CsvSource({
        "fps, auto, DOUBLE, 0.9",
        "random, 0.005, DOUBLE, 0.75",
        "fps, 0.005, SINGLE, 0.75",
        "random, auto, SINGLE, 0.7"
    })
    void isWhatWasEstimated(String selection, String noise, Precision precision, double least) {
        Options o = options(
                8, 6, "representatives: {count: 600, pool: 4000, selection: " + selection + "}, noise: " + noise);
        TrainingReport report = fit(o, precision, 1L << 30, SmallTraining.chno("molecules.xyz", 250));
        assertThat(report.representatives()).isGreaterThan(550);
        assertThat(report.peakBytes() / (double) report.estimateBytes()).isBetween(least, 1.1);
    }
}
