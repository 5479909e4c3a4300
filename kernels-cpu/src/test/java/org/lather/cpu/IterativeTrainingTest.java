package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.FittedTarget;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.RowKey;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;
import org.lather.training.Trainer;

/** Fits by conjugate gradients on rows in a scratch file, against those by factorisation. */
final class IterativeTrainingTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private static Options options(String solver, int count, String targets) {
        return SmallTraining.options(
                3,
                2,
                "solver: " + solver + ", kernel: {zeta: 2}, representatives: {count: " + count
                        + ", selection: random}, folds: 4",
                targets);
    }

    private static List<Structure> structures(String targets, long seed, int count) {
        return targets.contains("forces")
                ? MorseSolid.incomplete(MorseSolid.rattled(seed, count))
                : SmallTraining.clusters(seed, count);
    }

    private Execution execution(long bytes) {
        Progress noting = new Progress() {
            @Override
            public void stage(String name, long total) {}

            @Override
            public void advance(long done) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        return new Execution(bytes, noting, null, () -> false).withScratch(folder);
    }

    /**
     * A fit with the predictions of its first target.
     *
     * @param weights of all targets
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a test
    private record Fit(TrainingReport report, double[] predicted, List<double[]> weights, double noise) {}

    private static Fit fit(Options options, List<Structure> train, List<Structure> test, Execution e, int threads) {
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, threads);
                Model m = Trainer.of(options, backend, e).fit(Structures.of(train))) {
            List<double[]> weights = new ArrayList<>();
            for (FittedTarget t : m.parameters().targets()) {
                t.blocks().forEach(b -> weights.add(b.weights()));
            }
            FittedTarget first = m.parameters().targets().get(0);
            return new Fit(
                    m.report().orElseThrow(), SmallTraining.predict(m, first.name(), test), weights, first.noise());
        }
    }

    /** Noises of the same search, and predictions that differ by far less than the noise. */
    @ParameterizedTest
    @CsvSource({
        "600, 'energy: {baseline: composition}'",
        "300, 'energy: {baseline: composition, forces: {}}'",
        "400, 'gap: {quantity: mean}, charge: {unit: e, quantity: atom}'"
    })
    void isThatOfAFactorisation(int count, String targets) {
        List<Structure> train = structures(targets, 47, targets.contains("forces") ? 40 : 320);
        List<Structure> test = structures(targets, 48, 20);
        Fit direct = fit(options("direct", count, targets), train, test, SmallTraining.execution(1L << 30), 2);
        Fit iterative = fit(options("iterative", count, targets), train, test, execution(1L << 30), 2);
        assertThat(noises(iterative)).isEqualTo(noises(direct));
        direct.report
                .noise()
                .forEach((key, noise) -> assertThat(iterative.report.noise().get(key))
                        .as(key.name())
                        .isCloseTo(noise, within(1e-3 * noise)));
        for (int i = 0; i < test.size(); i++) {
            double allowed = 0.01 * direct.noise * Math.sqrt(test.get(i).size());
            assertThat(iterative.predicted[i]).isCloseTo(direct.predicted[i], within(allowed));
        }
        assertThat(notes).anyMatch(n -> n.startsWith("solver    iterative; the model has no uncertainties"));
        assertThat(notes)
                .anyMatch(n -> n.contains("iterations; errors of predictions relative to the noise: iteration"));
        assertThat(folder).isEmptyDirectory();
        // nothing was left out of the plan, and threads do not change a bit
        long estimate = iterative.report.estimateBytes();
        assertThat(iterative.report.peakBytes()).isBetween(estimate / 2, estimate);
        Fit single = fit(options("iterative", count, targets), train, test, execution(1L << 30), 1);
        assertThat(single.weights).usingRecursiveComparison().isEqualTo(iterative.weights);
    }

    private static List<String> noises(Fit fit) {
        return fit.report.noise().keySet().stream().map(RowKey::name).sorted().collect(Collectors.toList());
    }

    @Test
    void isTakenWhereAFactorisationNeedsTooMuch() {
        Options options = options("auto", 1500, "energy: {baseline: composition}");
        List<Structure> train = structures("", 47, 320);
        long bytes = least(options, train) - 1;
        Fit fit = fit(options, train, train.subList(0, 4), execution(bytes), 2);
        assertThat(notes).anyMatch(n -> n.startsWith("scratch   "));
        while (!notes.stream().anyMatch(n -> n.contains("as a factorisation needs more memory"))) {
            bytes = fit.report.estimateBytes() - 1;
            notes.clear();
            fit = fit(options, train, train.subList(0, 4), execution(bytes), 2);
        }
        assertThat(fit.report.estimateBytes()).isLessThanOrEqualTo(bytes);
        assertThat(fit.report.peakBytes()).isLessThanOrEqualTo(bytes);
    }

    private static long least(Options options, List<Structure> train) {
        try {
            fit(options, train, train, SmallTraining.execution(1), 2);
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        }
        throw new AssertionError("expected a fit in one byte to be refused");
    }

    @Test
    void expectsAFolderAndOneNumberOfRepresentatives() {
        Options options = options("iterative", 300, "energy: {baseline: composition}");
        List<Structure> train = structures("", 47, 80);
        assertThatThrownBy(() -> fit(options, train, train, SmallTraining.execution(1L << 30), 2))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("model.solver")
                .hasMessageContaining("scratch");
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 2)) {
            assertThatThrownBy(() -> Trainer.of(options, backend, execution(1L << 30))
                            .fit(Structures.of(train), 80, Structures.of(List.of()), new int[] {20, 40}, m -> {}))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("expected `model.solver` direct");
        }
    }

    @Test
    void leavesNothingIfInterrupted() {
        Options options = options("iterative", 300, "energy: {baseline: composition}");
        List<Structure> train = structures("", 47, 80);
        int[] asked = new int[1];
        Execution stops = new Execution(1L << 30, Progress.NONE, null, folder, () -> ++asked[0] > 60);
        assertThatThrownBy(() -> fit(options, train, train, stops, 2)).isInstanceOf(CancelledException.class);
        assertThat(folder).isEmptyDirectory();
        assertThat(Map.of("asked", asked[0])).containsEntry("asked", 61);
    }
}
