package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.dataset.KeptStructures;
import org.lather.execution.Execution;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.StructureFileException;
import org.lather.structure.file.Structures;

/** A training set that fits in the memory is read once; one that does not is read again, with the same bits. */
class KeptStructuresTest {
    private static final String MODEL =
            "kernel: {zeta: 2}, representatives: {count: 20, selection: random}, folds: 2, noise: auto";
    private static final String ENERGIES = "energy: {baseline: composition}";

    @TempDir
    Path folder;

    /** Deletes the file as soon as another stage than the first begins. */
    private record Deleting(Path file) implements Progress {
        @Override
        public void stage(String name, long total) {
            if (!name.equals("reading")) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void advance(long done) {}
    }

    private Path written(List<Structure> structures) throws IOException {
        Path file = folder.resolve("train.xyz");
        try (ExtendedXyzWriter writer = new ExtendedXyzWriter(Files.newOutputStream(file))) {
            for (Structure s : structures) {
                writer.write(s);
            }
        }
        return file;
    }

    private static Model fit(Structures train, String targets, long budget, Progress progress) {
        Options options = SmallTraining.options(MODEL, targets);
        Backend backend = SmallTraining.reference();
        return Trainer.of(options, backend, new Execution(budget, progress, null, () -> false))
                .fit(train);
    }

    @Test
    void aSetThatFitsIsReadOnce() throws IOException {
        Path file = written(SmallTraining.clusters(3, 60));
        Structures train = Structures.read(file);
        long enough = 1L << 30;
        try (Model kept = fit(train, ENERGIES, enough, new Deleting(file))) {
            written(SmallTraining.clusters(3, 60));
            TrainingReport report = kept.report().orElseThrow();
            // without what is kept the plan would just fit
            try (Model again = fit(train, ENERGIES, report.estimateBytes() - 1, Progress.NONE)) {
                TrainingReport other = again.report().orElseThrow();
                assertThat(other.estimateBytes()).isLessThan(report.estimateBytes());
                assertThat(other.peakBytes()).isLessThan(report.peakBytes());
                assertThat(again.parameters().targets().get(0).weights())
                        .isEqualTo(kept.parameters().targets().get(0).weights());
            }
            assertThatThrownBy(() -> fit(train, ENERGIES, report.estimateBytes() - 1, new Deleting(file)))
                    .isInstanceOf(StructureFileException.class)
                    .hasMessageContaining("found no such file");
        }
    }

    @Test
    void fewBytesKeepNothing() {
        Structure s = SmallTraining.clusters(1, 1).get(0);
        Options options = SmallTraining.options(MODEL, ENERGIES);
        KeptStructures few = new KeptStructures(options.targets().values(), 2 * s.bytes());
        few.add(s);
        assertThat(few.all()).isNotNull();
        assertThat(few.bytes()).isBetween(28L * s.size(), s.bytes());
        for (int i = 0; i < 100; i++) {
            few.add(s);
        }
        assertThat(few.all()).isNull();
        assertThat(few.bytes()).isZero();
    }

    @Test
    void whatDerivativesAreReadFromStaysWhereTheyAreLearnt() {
        Structure s = SmallTraining.clusters(1, 1).get(0);
        for (String targets : List.of(ENERGIES, "energy: {forces: {}}")) {
            KeptStructures kept = new KeptStructures(
                    SmallTraining.options(MODEL, targets).targets().values(), 1 << 20);
            kept.add(s);
            Structures all = kept.all();
            assertThat(all).isNotNull();
            assertThat(all.iterator().next().keys().isEmpty()).isEqualTo(targets.equals(ENERGIES));
        }
    }
}
