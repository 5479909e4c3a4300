package org.lather.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.arrayfile.NpzReader;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.match.StructureMatrix.Entries;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;

/** Kernels in a scratch file, from which interrupted computations go on. */
class ScratchKernelsTest {
    /** Two batches of structures. */
    private static final List<Structure> ALL = SmallTraining.clusters(3, 280);

    private final Backend backend = SmallTraining.reference();
    private final Options options =
            SmallTraining.options(1, 1, "type: gpr, kernel: {zeta: 2, structure: best_match}", "energy: {key: energy}");

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    /** Notes what it is told, and cancels after a number of kernels. */
    private static final class Counted implements Progress {
        private final List<String> notes = new ArrayList<>();
        private final long most;
        private long kernels;

        Counted(long most) {
            this.most = most;
        }

        @Override
        public void stage(String name, long total) {
            kernels = 0;
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }

        @Override
        public void advance(long steps) {
            kernels += steps;
        }

        Execution execution(long budget, Path folder) {
            return new Execution(budget, this, null, folder, () -> kernels >= most);
        }
    }

    private static Counted counted() {
        return new Counted(Long.MAX_VALUE);
    }

    private KernelMatrix.Request request(Entries entries, boolean normalise) {
        return new KernelMatrix.Request(options, entries, normalise, 1);
    }

    private Path write(String name, KernelMatrix.Request request, int structures, Execution execution)
            throws IOException {
        Path out = folder.resolve(name);
        int rows = KernelFile.write(out, request, Structures.of(ALL.subList(0, structures)), backend, execution);
        assertThat(rows).isGreaterThanOrEqualTo(structures);
        return out;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".tmp")).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"STRUCTURES, false", "STRUCTURES, true", "ENVIRONMENTS, true"})
    void areThoseInMemory(Entries entries, boolean normalise) throws IOException {
        KernelMatrix.Request request = request(entries, normalise);
        KernelMatrix expected =
                KernelMatrix.of(request, Structures.of(ALL.subList(0, 30)), backend, Execution.defaults());
        Path npz = write("k.npz", request, 30, counted().execution(1L << 30, folder));
        Path memory = folder.resolve("memory.npz");
        KernelFile.write(memory, expected);
        try (NpzReader in = NpzReader.open(npz);
                NpzReader whole = NpzReader.open(memory)) {
            assertThat(in.array("kernel").doubles()).containsExactly(expected.values());
            assertThat(in.array("kernel").shape())
                    .containsExactly(whole.array("kernel").shape());
        }
        Path npy = write("k.npy", request, 30, counted().execution(1L << 30, folder));
        Path memoryNpy = folder.resolve("memory.npy");
        KernelFile.write(memoryNpy, expected);
        assertThat(npy).hasSameBinaryContentAs(memoryNpy);
        assertThat(files()).isEmpty();
    }

    @Test
    void anInterruptedComputationGoesOnToTheSameBits() throws IOException {
        KernelMatrix.Request request = request(Entries.STRUCTURES, true);
        Path whole = write("whole.npy", request, 280, counted().execution(1L << 30, folder));
        Counted first = new Counted(35_000);
        assertThatThrownBy(() -> write("k.npy", request, 280, first.execution(1L << 30, folder)))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("The kernels so far are kept in " + folder)
                .hasMessageContaining("Resume with the same command");
        assertThat(folder.resolve("k.npy")).doesNotExist();
        assertThat(files()).hasSize(1);
        Counted second = counted();
        assertThat(write("k.npy", request, 280, second.execution(1L << 30, folder)))
                .hasSameBinaryContentAs(whole);
        assertThat(second.notes).anyMatch(n -> n.startsWith("resumed   35,") && n.contains(" of 39,340 kernels"));
        assertThat(files()).isEmpty();
    }

    /** Blocks of columns that fit less memory give the same kernels, and go on from those of others. */
    @Test
    void blocksOfColumnsAreAllStored() throws IOException {
        KernelMatrix.Request request = request(Entries.STRUCTURES, false);
        Path whole = write("whole.npy", request, 280, counted().execution(1L << 30, folder));
        long least = 1L << 20;
        Counted part = new Counted(36_000);
        while (true) {
            long budget = least;
            try {
                write("k.npy", request, 280, part.execution(budget, folder));
            } catch (CancelledException e) {
                break;
            } catch (MemoryBudgetException e) {
                least += 1L << 16;
            }
        }
        StructureMatrix matrix =
                KernelMatrix.matrix(request, ALL, List.of(), backend, counted().execution(1L << 30, folder));
        assertThat(least).isLessThan(matrix.planStored(ALL).bytes());
        assertThat(MatrixDivision.of(
                                KernelMatrix.matrix(
                                        request,
                                        ALL,
                                        List.of(),
                                        backend,
                                        counted().execution(least, folder)),
                                ALL,
                                ALL,
                                78_400)
                        .blocks())
                .hasSizeGreaterThan(1);
        assertThat(write("k.npy", request, 280, counted().execution(least, folder)))
                .hasSameBinaryContentAs(whole);
    }

    /** Places that were not written, whatever their order, are computed; a file of another length begins anew. */
    @Test
    void whatIsMissingIsComputed() throws IOException {
        KernelMatrix.Request request = request(Entries.STRUCTURES, false);
        Path whole = write("whole.npy", request, 280, counted().execution(1L << 30, folder));
        for (boolean shorter : new boolean[] {false, true}) {
            assertThatThrownBy(() -> write("k.npy", request, 280, new Counted(36_000).execution(1L << 30, folder)))
                    .isInstanceOf(CancelledException.class);
            try (RandomAccessFile file = new RandomAccessFile(files().get(0).toFile(), "rw")) {
                if (shorter) {
                    file.setLength(5000);
                } else {
                    file.seek(128 + 8 * 4321);
                    file.write(new byte[8]);
                }
            }
            Counted again = counted();
            assertThat(write("k.npy", request, 280, again.execution(1L << 30, folder)))
                    .hasSameBinaryContentAs(whole);
            assertThat(again.notes.stream().anyMatch(n -> n.startsWith("resumed")))
                    .isEqualTo(!shorter);
        }
    }

    @Test
    void otherStructuresAndOptionsHaveAnotherFile() throws IOException {
        assertThatThrownBy(() -> write(
                        "k.npy",
                        request(Entries.STRUCTURES, false),
                        200,
                        new Counted(10_000).execution(1L << 30, folder)))
                .isInstanceOf(CancelledException.class);
        List<Path> kept = files();
        Counted other = counted();
        write("k.npy", request(Entries.STRUCTURES, false), 199, other.execution(1L << 30, folder));
        Options more = options.with(Map.of("model.kernel.zeta", 3));
        KernelFile.write(
                folder.resolve("k.npy"),
                new KernelMatrix.Request(more, Entries.STRUCTURES, false, 1),
                Structures.of(ALL.subList(0, 200)),
                backend,
                other.execution(1L << 30, folder));
        assertThat(other.notes).noneMatch(n -> n.startsWith("resumed"));
        assertThat(files()).isEqualTo(kept);
    }

    @Test
    void twoComputationsDoNotShareAFile() {
        Execution execution = counted().execution(1L << 30, folder);
        String digest = KernelDigest.of(ALL);
        try (ScratchKernels one = ScratchKernels.open(execution, folder, digest, 280)) {
            assertThatThrownBy(() -> ScratchKernels.open(execution, folder, digest, 280))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("another computation of the same kernels uses it");
            one.finish();
        }
        assertThatThrownBy(() -> ScratchKernels.open(execution, folder, digest, 100_000_000))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the kernels need");
    }
}
