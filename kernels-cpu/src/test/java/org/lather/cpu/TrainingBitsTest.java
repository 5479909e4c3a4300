package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.gram.MemoryBudgetException;
import org.lather.model.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.Model;
import org.lather.model.SmallTraining;
import org.lather.model.Trainer;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.structure.Structures;

/** From structures to models and predictions: the same bits on any number of threads and with any memory. */
final class TrainingBitsTest {
    private static final String TARGETS =
            "energy: {baseline: composition}, gap: {quantity: mean}, charge: {unit: e, quantity: atom}";

    private final Set<Long> estimates = new HashSet<>();

    /** Many small structures, and some of more atoms than are computed at a time. */
    private static List<Structure> structures() {
        List<Structure> out = new ArrayList<>(SmallTraining.clusters(41, 120));
        Random random = new Random(42);
        for (int i = 0; i < 3; i++) {
            out.add(20 * i, SmallTraining.labelled(RandomStructures.cluster(random, 1100, 1, 6, 8)));
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLE, sparse_gpr, fps, auto",
        "DOUBLE, sparse_gpr, random, 0.05",
        "SINGLE, sparse_gpr, fps, auto",
        "DOUBLE, gpr, fps, auto"
    })
    void threadsAndMemoryDoNotChangeThem(Precision precision, String type, String selection, String noise) {
        // full regression of per-atom targets has a row for each atom: less for it
        boolean full = type.equals("gpr");
        List<Structure> train = full ? SmallTraining.clusters(41, 60) : structures();
        Options options = SmallTraining.options(
                full ? 2 : 7,
                full ? 2 : 6,
                "kernel: {zeta: 2}, representatives: {count: 150, pool: 500, selection: " + selection
                        + "}, folds: 2, type: " + type + ", noise: " + noise,
                TARGETS);
        double[] expected = bits(precision, 1, 1L << 30, options, train);
        assertThat(Arrays.stream(expected).allMatch(Double::isFinite)).isTrue();
        long least = least(precision, options, train);
        assertThat(bits(precision, 2, 1L << 30, options, train)).isEqualTo(expected);
        assertThat(bits(precision, 4, least, options, train)).isEqualTo(expected);
        assertThat(bits(precision, 1, 5 * least / 4, options, train)).isEqualTo(expected);
        assertThat(estimates).as("plans").hasSizeGreaterThanOrEqualTo(selection.equals("random") ? 3 : 2);
    }

    private static long least(Precision precision, Options options, List<Structure> train) {
        try (CpuBackend b = new CpuBackend(precision, 1);
                Model m = Trainer.of(options, b, SmallTraining.execution(1)).fit(Structures.of(train))) {
            throw new AssertionError("a byte was enough for " + m.parameters().size());
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        }
    }

    /** Weights, factors, noise and predictions. */
    private double[] bits(Precision precision, int threads, long budget, Options options, List<Structure> train) {
        Execution execution = SmallTraining.execution(budget);
        try (CpuBackend b = new CpuBackend(precision, threads);
                Model m = Trainer.of(options, b, execution).fit(Structures.of(train))) {
            estimates.add(m.report().orElseThrow().estimateBytes());
            List<double[]> parts = new ArrayList<>();
            for (FittedTarget t : m.parameters().targets()) {
                parts.add(t.weights());
                parts.add(t.factor());
                parts.add(new double[] {t.noise(), t.signal()});
            }
            m.predict(train.iterator(), execution, p -> p.targets().forEach(t -> parts.add(p.values(t))));
            return parts.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }
}
