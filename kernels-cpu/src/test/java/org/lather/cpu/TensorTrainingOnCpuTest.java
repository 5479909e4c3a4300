package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;
import org.lather.training.TensorClusters;
import org.lather.training.Trainer;

/**
 * Fits of tensors on this backend: the same bits for any threads and memory, what was estimated, the reference's
 * numbers.
 */
final class TensorTrainingOnCpuTest {
    private static final String TARGETS =
            "dipole: {unit: e*A, rank: 1}, alpha: {unit: A^3, rank: 2, symmetry: symmetric, baseline: composition},"
                    + " shielding: {unit: ppm, rank: 2, quantity: atom}";

    private static Options options(String features, int count, String noise) {
        return TensorClusters.options(
                3.5,
                3,
                features,
                "kernel: {zeta: 2}, representatives: {count: %d, selection: random}, folds: 3, noise: %s"
                        .formatted(count, noise),
                TARGETS);
    }

    private static double[] bits(Options options, int threads, long budget, List<Structure> train) {
        Execution execution = SmallTraining.execution(budget);
        try (CpuBackend b = new CpuBackend(Precision.DOUBLE, threads);
                Model m = Trainer.of(options, b, execution).fit(Structures.of(train))) {
            List<double[]> parts = new ArrayList<>();
            m.parameters()
                    .targets()
                    .forEach(t -> t.blocks().forEach(p -> {
                        parts.add(p.weights());
                        parts.add(new double[] {p.noise(), p.signal()});
                    }));
            m.predict(
                    train.iterator(),
                    Request.trained(m.parameters()).withContributions(true),
                    execution,
                    p -> p.targets().forEach(t -> parts.add(p.values(t))));
            return parts.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }

    private static long least(Options options, List<Structure> train) {
        try (CpuBackend b = new CpuBackend(Precision.DOUBLE, 1);
                Model m = Trainer.of(options, b, SmallTraining.execution(1)).fit(Structures.of(train))) {
            throw new AssertionError("a byte was enough for " + m.parameters().size());
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"all", "'{count: 30}'"})
    void bitsDoNotDependOnThreadsOrMemory(String features) {
        Options o = options(features, 40, "auto");
        // shards of more than sixteen environments, so that the smallest ranges divide them
        List<Structure> train = TensorClusters.clusters(41, 240);
        double[] expected = bits(o, 2, 1L << 30, train);
        assertThat(bits(o, 1, 1L << 30, train)).isEqualTo(expected);
        assertThat(bits(o, 2, least(o, train), train)).isEqualTo(expected);
    }

    @Test
    void agreesWithTheReference() {
        Options o = options("'all'", 30, "0.05");
        List<Structure> train = TensorClusters.clusters(42, 25);
        List<Structure> test = TensorClusters.clusters(43, 5);
        try (CpuBackend b = new CpuBackend(Precision.DOUBLE, 2);
                Backend reference = SmallTraining.reference();
                Model fast = SmallTraining.fit(o, b, train);
                Model readable = SmallTraining.fit(o, reference, train)) {
            for (String t : List.of("dipole", "alpha", "shielding")) {
                double[] x = SmallTraining.predict(fast, t, test);
                double[] y = SmallTraining.predict(readable, t, test);
                for (int i = 0; i < x.length; i++) {
                    assertThat(x[i]).as(t).isCloseTo(y[i], within(1e-7 * (1 + Math.abs(y[i]))));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, all, 0.8", "0.05, all, 0.8", "auto, '{count: 100}', 0.8"})
    void memoryIsWhatWasEstimated(String noise, String features, double least) {
        List<Structure> train = TensorClusters.clusters(44, 150);
        try (CpuBackend b = new CpuBackend(Precision.DOUBLE, 2);
                Model m = Trainer.of(options(features, 250, noise), b, SmallTraining.execution(1L << 30))
                        .fit(Structures.of(train))) {
            TrainingReport report = m.report().orElseThrow();
            assertThat(b.resources().ledger().peakBytes()).isEqualTo(report.peakBytes());
            assertThat(report.peakBytes() / (double) report.estimateBytes()).isBetween(least, 1.1);
            assertThat(m.parameters().targets().get(2).blocks())
                    .extracting(block -> block.irrep().lambda())
                    .containsExactly(0, 1, 2);
        }
    }

    /** From where shards are full, under a budget that does not allow to keep the structures. */
    @Test
    void memoryDoesNotGrowWithTheNumberOfStructures() {
        Options o = TensorClusters.options(
                "{count: 100}",
                "kernel: {zeta: 2}, representatives: {count: 150, selection: random}, folds: 2, noise: 0.05",
                TARGETS);
        long half = peak(o, TensorClusters.clusters(45, 4096));
        long whole = peak(o, TensorClusters.clusters(45, 8192));
        assertThat(whole / (double) half).isBetween(0.9, 1.15);
    }

    private static long peak(Options o, List<Structure> train) {
        long budget = 96L << 20;
        try (CpuBackend b = new CpuBackend(Precision.DOUBLE, 2);
                Model m = Trainer.of(o, b, SmallTraining.execution(budget)).fit(Structures.of(train))) {
            long peak = m.report().orElseThrow().peakBytes();
            assertThat(peak).isLessThanOrEqualTo(budget);
            return peak;
        }
    }
}
