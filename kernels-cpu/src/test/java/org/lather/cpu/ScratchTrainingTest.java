package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;
import org.lather.training.Trainer;

/** Fits whose sums do not fit in memory: the same bits from a scratch file, in the memory that was estimated. */
final class ScratchTrainingTest {
    @TempDir
    Path folder;

    private static Options options(int count, String noise, String targets) {
        return SmallTraining.options(
                3,
                2,
                "kernel: {zeta: 2}, representatives: {count: " + count + ", selection: random}, folds: 4, noise: "
                        + noise,
                targets);
    }

    private static TrainingReport fit(Options options, List<Structure> train, Execution execution, List<double[]> out) {
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 2);
                Model m = Trainer.of(options, backend, execution).fit(Structures.of(train))) {
            for (FittedTarget t : m.parameters().targets()) {
                t.blocks().forEach(b -> out.add(b.weights()));
                out.add(t.factor());
                out.add(new double[] {t.noise()});
            }
            return m.report().orElseThrow();
        }
    }

    /** More representatives than a panel has rows. */
    @ParameterizedTest
    @CsvSource({
        "900, auto, 'energy: {baseline: composition}'",
        "300, auto, 'energy: {baseline: composition, forces: {}}'",
        "600, auto, 'gap: {quantity: mean}, charge: {unit: e, quantity: atom}'"
    })
    void isBitwiseIdentical(int count, String noise, String targets) {
        Options options = options(count, noise, targets);
        List<Structure> train = targets.contains("forces")
                ? MorseSolid.incomplete(MorseSolid.rattled(51, 60))
                : SmallTraining.clusters(47, 320);
        List<double[]> expected = new ArrayList<>();
        fit(options, train, SmallTraining.execution(1L << 30), expected);
        long least = least(options, train);
        MemoryBudgetException e = catchThrowableOfType(
                MemoryBudgetException.class,
                () -> fit(options, train, SmallTraining.execution(least - 1), new ArrayList<>()));
        assertThat(e).hasMessageContaining("scratch").hasMessageContaining(" free");
        List<double[]> got = new ArrayList<>();
        TrainingReport report =
                fit(options, train, SmallTraining.execution(least - 1).withScratch(folder), got);
        assertThat(report.estimateBytes()).isLessThan(least);
        assertThat(report.peakBytes()).isLessThan(least).isLessThan(report.estimateBytes() * 11 / 10);
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.size(); i++) {
            assertThat(got.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** The least memory for a fit without a scratch file. */
    private static long least(Options options, List<Structure> train) {
        return catchThrowableOfType(
                        MemoryBudgetException.class,
                        () -> fit(options, train, SmallTraining.execution(1), new ArrayList<>()))
                .neededBytes();
    }

    @Test
    void leavesNothingIfInterrupted() {
        Options options = options(900, "auto", "energy: {baseline: composition}");
        List<Structure> train = SmallTraining.clusters(47, 320);
        int[] asked = new int[1];
        Execution stops = new Execution(
                least(options, train) - 1, Progress.NONE, folder.resolve("checkpoint"), folder, () -> ++asked[0] > 30);
        CancelledException e =
                catchThrowableOfType(CancelledException.class, () -> fit(options, train, stops, new ArrayList<>()));
        assertThat(e).hasMessageContaining("Nothing was kept");
        assertThat(folder).isEmptyDirectory();
    }
}
