package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.HeldOutScores;
import org.lather.training.SmallTraining;
import org.lather.training.Trainer;

/** Full regressions in memory, and with features and matrices in scratch files. */
final class FullTrainingTest {
    private static final String TARGETS =
            "energy: {baseline: composition}, gap: {quantity: mean}," + " charge: {unit: e, quantity: atom}";

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private static Options options(String precision) {
        return options(precision, "");
    }

    /** @param more further keys of the model */
    private static Options options(String precision, String more) {
        return SmallTraining.options(
                6,
                3,
                "type: gpr, kernel: {zeta: 2}, representatives: {precision: " + precision
                        + "}, noise: {energy: 0.05, gap: 0.01, charge: 0.02}" + more,
                TARGETS);
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
        return new Execution(bytes, noting, null, () -> false);
    }

    /**
     * A fit.
     *
     * @param weights of each target
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a test
    private record Fit(List<double[]> weights, double[] predicted, byte[] file, long estimate, long peak) {}

    private Fit fit(Options options, List<Structure> train, Execution execution) throws Exception {
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 2);
                Model m = Trainer.of(options, backend, execution).fit(Structures.of(train))) {
            List<double[]> weights = new ArrayList<>();
            for (FittedTarget t : m.parameters().targets()) {
                weights.add(t.weights());
            }
            Path file = folder.resolve("model.safetensors");
            ModelFile.write(file, m.parameters());
            double[] predicted = SmallTraining.predict(m, "energy", train.subList(0, 20));
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                assertThat(SmallTraining.predict(read, "energy", train.subList(0, 20)))
                        .isEqualTo(predicted);
            }
            byte[] bytes = java.nio.file.Files.readAllBytes(file);
            java.nio.file.Files.delete(file);
            var report = m.report().orElseThrow();
            return new Fit(weights, predicted, bytes, report.estimateBytes(), report.peakBytes());
        }
    }

    /** Weights and predictions are the same bits with all memory, and with less and less of it. */
    @ParameterizedTest
    @CsvSource({"double, 0.87, ''", "single, 0.75, ''", "double, 0.87, ', uncertainty: label_noise'"})
    void isTheSameWhereverItIsStored(String precision, double step, String more) throws Exception {
        List<Structure> train = SmallTraining.clusters(47, 320);
        Options options = options(precision, more);
        Fit inMemory = fit(options, train, execution(1L << 30));
        assertThat(notes).noneMatch(n -> n.startsWith("scratch"));
        assertThat(inMemory.peak).isBetween(inMemory.estimate / 2, inMemory.estimate);
        List<String> stored = new ArrayList<>();
        long bytes = inMemory.estimate;
        boolean fits = true;
        while (fits) {
            bytes = Math.round(step * bytes);
            notes.clear();
            try {
                Fit less = fit(options, train, execution(bytes).withScratch(folder));
                assertThat(less.weights).usingRecursiveComparison().isEqualTo(inMemory.weights);
                assertThat(less.predicted).isEqualTo(inMemory.predicted);
                assertThat(less.peak).isLessThanOrEqualTo(less.estimate);
            } catch (MemoryBudgetException e) {
                fits = false;
            }
            notes.stream().filter(n -> n.startsWith("scratch")).forEach(stored::add);
            assertThat(folder).isEmptyDirectory();
            assertThat(openFiles()).isEmpty();
        }
        // features alone, and then matrices too
        assertThat(stored.stream().distinct()).hasSizeGreaterThanOrEqualTo(2);
    }

    /** The files of this process in the folder, also those whose names were removed; none where they are not listed. */
    private List<Path> openFiles() throws IOException {
        Path all = Path.of("/proc/self/fd");
        List<Path> out = new ArrayList<>();
        if (Files.isDirectory(all)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(all)) {
                for (Path file : files) {
                    // that of the list itself may be gone
                    if (Files.isSymbolicLink(file)
                            && Files.readSymbolicLink(file).startsWith(folder.toRealPath())) {
                        out.add(Files.readSymbolicLink(file));
                    }
                }
            }
        }
        return out;
    }

    /** Neither a search nor a fit that fails keeps its files open. */
    @Test
    void closesItsFiles() throws IOException {
        List<Structure> train = SmallTraining.clusters(47, 320);
        Options options = options("double");
        Execution execution = execution(30L << 20).withScratch(folder);
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 2)) {
            HeldOutScores.of(Structures.of(train), options, backend, execution).of(List.of(options));
            assertThat(openFiles()).isEmpty();
            List<Structure> damaged = new ArrayList<>(train);
            damaged.addAll(train.subList(0, 40));
            Options exact = options.with(Map.of("model.noise", 1e-30));
            assertThatThrownBy(() -> Trainer.of(exact, backend, execution).fit(Structures.of(damaged)))
                    .isInstanceOf(NotPositiveDefiniteException.class);
            assertThat(openFiles()).isEmpty();
            try (Model model = Trainer.of(options, backend, execution).fit(Structures.of(train))) {
                assertThat(model.parameters().representatives().get(0).isStored())
                        .isTrue();
                assertThat(openFiles()).hasSize(Files.isDirectory(Path.of("/proc/self/fd")) ? 1 : 0);
            }
            assertThat(openFiles()).isEmpty();
        }
    }

    /** An array has less than 2^31 elements, whatever the memory. */
    @Test
    void storesFeaturesThatAreTooManyForAnArray() {
        List<Structure> train = SmallTraining.clusters(47, 1800);
        Options options = SmallTraining.options(40, 30, "type: gpr, noise: 0.05", "energy: {}");
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 2)) {
            Execution execution = execution(1L << 40);
            assertThatThrownBy(() -> Trainer.of(options, backend, execution).plan(Structures.of(train)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("too many for an array")
                    .hasMessageContaining("scratch");
            Trainer.of(options, backend, execution.withScratch(folder)).plan(Structures.of(train));
            assertThat(notes).anyMatch(n -> n.startsWith("scratch"));
            Options matches = options.with(Map.of("model.kernel.structure", "best_match"));
            assertThatThrownBy(() -> Trainer.of(matches, backend, execution).plan(Structures.of(train)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected at most 2147483639 features");
        }
    }

    @Test
    void refusesMoreStructuresToCompareThanAMatrixHolds() {
        List<Structure> train =
                Collections.nCopies(46_341, SmallTraining.clusters(47, 1).get(0));
        Options options =
                SmallTraining.options("type: gpr, kernel: {structure: best_match}, noise: 0.05", "energy: {}");
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 2)) {
            assertThatThrownBy(() ->
                            Trainer.of(options, backend, execution(1L << 40)).plan(Structures.of(train)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("at most 46340 training structures to compare, got 46341");
        }
    }

    @Test
    void namesTheFolderThatWouldDo() {
        List<Structure> train = SmallTraining.clusters(47, 320);
        assertThatThrownBy(() -> fit(options("double"), train, execution(30L << 20)))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("full Gaussian process regression needs")
                .hasMessageContaining("sparse_gpr")
                .hasMessageContaining("free");
    }
}
