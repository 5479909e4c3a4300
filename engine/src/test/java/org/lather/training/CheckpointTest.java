package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

class CheckpointTest {
    private static final String TARGETS = "energy: {baseline: composition}, charge: {unit: e, quantity: atom}";
    private static final String MODEL =
            "kernel: {zeta: 2}, representatives: {count: 30, selection: fps}, folds: 2, noise: ";

    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> train = SmallTraining.clusters(17, 40);
    private final Options options = SmallTraining.options(MODEL + "auto", TARGETS);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("model.checkpoint");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    /** Stops in the pass over the structures, after some environments. */
    private static final class Stop implements Progress {
        final AtomicBoolean now = new AtomicBoolean();
        private final long after;
        private boolean summing;
        private long done;

        Stop(long after) {
            this.after = after;
        }

        @Override
        public void stage(String name, long total) {
            summing = name.equals("covariances");
        }

        @Override
        public void advance(long n) {
            done += summing ? n : 0;
            now.set(done >= after);
        }
    }

    private CancelledException interrupt(Options o, List<Structure> structures, long after) {
        Stop stop = new Stop(after);
        Execution e = new Execution(1L << 30, stop, file, stop.now::get);
        return catchThrowableOfType(
                CancelledException.class,
                () -> Trainer.of(o, backend, e).fit(Structures.of(structures)).close());
    }

    private Model resume(Options o, List<Structure> structures) {
        return Trainer.of(o, backend, new Execution(1L << 30, Progress.NONE, file, () -> false))
                .fit(Structures.of(structures));
    }

    private static void same(Model a, Model b) {
        assertThat(a.parameters().size()).isEqualTo(b.parameters().size());
        for (int t = 0; t < a.parameters().targets().size(); t++) {
            FittedTarget x = a.parameters().targets().get(t);
            FittedTarget y = b.parameters().targets().get(t);
            assertThat(x.weights()).isEqualTo(y.weights());
            assertThat(x.factor()).isEqualTo(y.factor());
            assertThat(x.noise()).isEqualTo(y.noise());
            assertThat(x.baselines()).isEqualTo(y.baselines());
            assertThat(x.blocks()).hasSameSizeAs(y.blocks());
            for (int p = 0; p < x.blocks().size(); p++) {
                assertThat(x.blocks().get(p).weights())
                        .isEqualTo(y.blocks().get(p).weights());
                assertThat(x.blocks().get(p).noise())
                        .isEqualTo(y.blocks().get(p).noise());
            }
        }
    }

    private static int resumed(Model m) {
        return m.report().orElseThrow().resumedShards();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60, 150})
    void goesOnWithTheSameBits(long after) {
        CancelledException e = interrupt(options, train, after);
        assertThat(e).hasMessageContaining("kept in " + file).hasMessageContaining("Resume with the same command");
        assertThat(file).exists();
        try (Model whole = SmallTraining.fit(options, backend, train);
                Model rest = resume(options, train)) {
            assertThat(resumed(rest)).isPositive();
            same(rest, whole);
        }
        assertThat(file).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void mayBeInterruptedTwice() {
        interrupt(options, train, 30);
        interrupt(options, train, 120);
        try (Model whole = SmallTraining.fit(options, backend, train);
                Model rest = resume(options, train)) {
            assertThat(resumed(rest)).isGreaterThan(5);
            same(rest, whole);
        }
    }

    /** Rows of forces and stress belong to the sums that are kept; other forces are other data. */
    @Test
    void goesOnWithForces() {
        List<Structure> solid = MorseSolid.incomplete(MorseSolid.rattled(19, 30));
        Options forces =
                SmallTraining.options(MODEL + "auto", "energy: {baseline: composition, forces: {}, stress: {}}");
        interrupt(forces, solid, 100);
        try (Model whole = SmallTraining.fit(forces, backend, solid);
                Model rest = resume(forces, solid)) {
            assertThat(resumed(rest)).isPositive();
            same(rest, whole);
            assertThat(rest.parameters().targets().get(0).derivativeNoise())
                    .isEqualTo(whole.parameters().targets().get(0).derivativeNoise());
        }
        interrupt(forces, solid, 100);
        List<Structure> others = new ArrayList<>(solid);
        double[] f = solid.get(0).column("forces");
        f[3] += 0.1;
        others.set(0, solid.get(0).with(solid.get(0).annotations().withColumn("forces", 3, f)));
        startsAnew(forces, others);
    }

    private static Options tensors(String more) {
        return Options.parse("""
                representations:
                  - calculator: lambda_soap
                    cutoff: {radius: 3.0}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                    features: {count: 25}
                model: {kernel: {zeta: 2}, representatives: {count: 20, selection: fps}, folds: 2}
                targets:
                  dipole: {unit: e*A, rank: 1}
                  alpha: {unit: A^3, rank: 2, symmetry: symmetric, baseline: composition}
                  shielding: {unit: ppm, rank: 2, quantity: atom}
                  %s
                """.formatted(more), Path.of(""));
    }

    /**
     * In the sums of the first order, of a later one, of the numbers before them; the files go when the training is
     * done.
     */
    @ParameterizedTest
    @CsvSource({"'', 0.3", "'', 1.7", "'', 2.5", "'energy: {}', 0.5", "'energy: {}', 2.2"})
    void goesOnWithTensors(String more, double passes) {
        List<Structure> clusters = TensorClusters.clusters(31, 40);
        long environments = clusters.stream().mapToInt(Structure::size).sum();
        Options o = tensors(more);
        CancelledException e = interrupt(o, clusters, (long) (passes * environments));
        assertThat(e).hasMessageContaining("kept in ").hasMessageContaining("Resume with the same command");
        assertThat(file).exists();
        try (Model whole = SmallTraining.fit(o, backend, clusters);
                Model rest = resume(o, clusters)) {
            int shards = resumed(rest);
            int later = resumed(whole);
            assertThat(later).isZero();
            assertThat(shards).isPositive();
            same(rest, whole);
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** An order that was done before is not summed again. */
    @Test
    void doesNotSumOrdersOfTensorsTwice() {
        List<Structure> clusters = TensorClusters.clusters(32, 40);
        long environments = clusters.stream().mapToInt(Structure::size).sum();
        interrupt(tensors(""), clusters, environments * 3 / 2);
        List<String> names = new ArrayList<>();
        try (var files = Files.list(folder)) {
            files.forEach(f -> names.add(f.getFileName().toString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "model.checkpoint", "model.checkpoint.lambda_0", "model.checkpoint.lambda_1");
        Stop count = new Stop(Long.MAX_VALUE);
        try (Model m = Trainer.of(tensors(""), backend, new Execution(1L << 30, count, file, () -> false))
                .fit(Structures.of(clusters))) {
            assertThat(resumed(m)).isPositive();
        }
        // of four orders (0, 1, 1 pseudo, 2) the first was whole; the second is read from its beginning, and not summed
        assertThat(count.done).isEqualTo(3 * environments);
    }

    /** The search of the noise comes after the sums, which are kept then. */
    @Test
    void goesOnWhereTheSumsWereDone() {
        Progress solving = new Progress() {
            @Override
            public void stage(String name, long total) {
                if (name.equals("solving")) {
                    assertThat(file).as("sums before solving").exists();
                    stopped.set(true);
                }
            }

            @Override
            public void advance(long done) {}
        };
        Execution e = new Execution(1L << 30, solving, file, stopped::get);
        assertThatThrownBy(() -> Trainer.of(options, backend, e).fit(Structures.of(train)))
                .isInstanceOf(CancelledException.class)
                .hasMessage("interrupted. The sums over all structures are kept in " + file
                        + ". Resume with the same command");
        try (Model whole = SmallTraining.fit(options, backend, train);
                Model rest = resume(options, train)) {
            assertThat(resumed(rest)).isGreaterThan(5);
            same(rest, whole);
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** With copies among the representatives, which the fit leaves out. */
    @Test
    void goesOnWhereRepresentativesWereLeftOut() {
        List<Structure> twice = new ArrayList<>(train.subList(0, 15));
        twice.addAll(train.subList(0, 15));
        Options random = SmallTraining.options(
                "representatives: {count: 60, selection: random}, noise: 0.05, folds: 2", "energy: {}");
        interrupt(random, twice, 60);
        try (Model whole = SmallTraining.fit(random, backend, twice);
                Model rest = resume(random, twice)) {
            assertThat(resumed(rest)).isPositive();
            assertThat(rest.parameters().size()).isLessThan(60);
            same(rest, whole);
        }
    }

    private void startsAnew(Options o, List<Structure> structures) {
        try (Model expected = SmallTraining.fit(o, backend, structures);
                Model m = resume(o, structures)) {
            assertThat(resumed(m)).isZero();
            same(m, expected);
        }
    }

    @Test
    void otherOptionsStartAnew() {
        interrupt(options, train, 60);
        startsAnew(SmallTraining.options(MODEL + "0.03", TARGETS), train);
    }

    @Test
    void otherStructuresStartAnew() {
        interrupt(options, train, 60);
        startsAnew(options, SmallTraining.clusters(18, 40));
    }

    @Test
    void otherTargetsOfTheSameStructuresStartAnew() {
        interrupt(options, train, 60);
        List<Structure> others = new ArrayList<>(train);
        Structure s = others.get(2);
        others.set(2, s.with(s.annotations().with("energy", s.numbers("energy")[0] + 0.5)));
        startsAnew(options, others);
    }

    @Test
    void damagedFilesStartAnew() throws IOException {
        interrupt(options, train, 60);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(2);
        List<byte[]> bad = new ArrayList<>();
        bad.add(new byte[0]);
        bad.add(java.util.Arrays.copyOf(good, good.length / 2));
        bad.add("not a checkpoint, but text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int i = 0; i < 3; i++) {
            byte[] flipped = good.clone();
            flipped[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
            bad.add(flipped);
        }
        for (byte[] b : bad) {
            Files.write(file, b);
            startsAnew(options, train);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void saysWhereNothingWasKept() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("something"), "");
        Stop stop = new Stop(30);
        Path under = taken.resolve("something").resolve("model.checkpoint");
        assertThatThrownBy(() -> Trainer.of(options, backend, new Execution(1L << 30, stop, under, stop.now::get))
                        .fit(Structures.of(train)))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("Nothing was kept")
                .hasMessageContaining("could not be written");
        Stop without = new Stop(30);
        assertThatThrownBy(() -> Trainer.of(options, backend, new Execution(1L << 30, without, null, without.now::get))
                        .fit(Structures.of(train)))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("Nothing was kept");
    }
}
