package org.lather.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.arrayfile.NpyReader;
import org.lather.arrayfile.NpzReader;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.backend.Range;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatomicLayout;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.descriptor.FeatureLabels;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;

class DescriberTest {
    private final Backend backend = SmallTraining.reference();
    private final RepresentationFile representations = new RepresentationFile(
            SmallTraining.options("kernel: {zeta: 2}", "energy: {}").representations(), false);
    private final List<Structure> list = SmallTraining.clusters(3, 5);
    private final Structures structures = Structures.of(list);
    private final Describer describer = new Describer(backend, Execution.defaults());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    /** Rows are those of the backend, in featomic's order of columns. */
    @Test
    void arraysHaveTheFeaturesOfTheBackend() {
        FeatureArrays arrays = describer.toArrays(new FeatureRequest(representations), structures);
        Descriptor d = representations.representations().get(0).descriptor();
        Channels channels = Channels.oneHot(1, 6, 8);
        FeatomicLayout layout = new FeatomicLayout(d, channels);
        assertThat(arrays.columns()).isEqualTo(layout.columns());
        int row = 0;
        for (int s = 0; s < list.size(); s++) {
            Structure structure = list.get(s);
            try (Batch batch = backend.upload(List.of(structure), channels);
                    Features f = backend.features(new Range(batch, 0, structure.size()), d)) {
                double[] stored = f.download().values();
                for (int i = 0; i < structure.size(); i++, row++) {
                    double[] expected = new double[layout.columns()];
                    layout.unpack(stored, i * f.columns(), expected, 0);
                    assertThat(slice(arrays.values(), row * layout.columns(), layout.columns()))
                            .isEqualTo(expected);
                    assertThat(arrays.system()[row]).isEqualTo(s);
                    assertThat(arrays.atom()[row]).isEqualTo(i);
                    assertThat(arrays.centerType()[row]).isEqualTo(structure.atomicNumber(i));
                    assertThat(arrays.mu()[row]).isZero();
                }
            }
        }
        assertThat(arrays.rows()).isEqualTo(row);
        FeatureLabels labels = FeatureLabels.of(d, 1, 6, 8);
        assertThat(arrays.labels()).containsOnlyKeys(labels.names());
        assertThat(arrays.labels().get("l")).isEqualTo(labels.column("l"));
        assertThat(arrays.variables()).isEmpty();
        assertThatThrownBy(() -> arrays.gradients(Variable.STRAIN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesHoldTheSameArrays() throws Exception {
        FeatureRequest request = new FeatureRequest(representations, List.of(8, 6, 1), EnumSet.allOf(Variable.class));
        FeatureArrays arrays = describer.toArrays(request, structures);
        Path file = folder.resolve("features.npz");
        FeatureCounts counts = describer.toFile(request, structures, file);
        assertThat(counts).isEqualTo(new FeatureCounts(arrays.rows(), arrays.columns()));
        assertThat(describer.count(request, structures)).isEqualTo(counts);
        try (NpzReader in = NpzReader.open(file)) {
            assertThat(in.array("values").doubles()).isEqualTo(arrays.values());
            assertThat(in.array("system").ints()).isEqualTo(arrays.system());
            assertThat(in.array("atom").ints()).isEqualTo(arrays.atom());
            assertThat(in.array("center_type").ints()).isEqualTo(arrays.centerType());
            for (String name : arrays.labels().keySet()) {
                assertThat(in.array(name).ints()).isEqualTo(arrays.labels().get(name));
            }
            GradientArray positions = arrays.gradients(Variable.POSITIONS);
            assertThat(in.array("positions_gradient").doubles()).isEqualTo(positions.values());
            assertThat(in.array("positions_gradient_sample").ints()).isEqualTo(positions.sample());
            assertThat(in.array("positions_gradient_system").ints()).isEqualTo(positions.system());
            assertThat(in.array("positions_gradient_atom").ints()).isEqualTo(positions.atom());
            for (Variable v : List.of(Variable.STRAIN, Variable.CELL)) {
                assertThat(in.array(v.name().toLowerCase(java.util.Locale.ROOT) + "_gradient")
                                .doubles())
                        .isEqualTo(arrays.gradients(v).values());
            }
        }
    }

    /** Chosen atoms have the rows that they have among all. */
    @Test
    void chosenAtomsHaveTheirRows() {
        List<Structure> masked = list.stream()
                .map(s -> {
                    double[] mask = new double[s.size()];
                    java.util.Arrays.setAll(mask, i -> i % 2);
                    return s.with(s.annotations().withColumn("mask", 1, mask));
                })
                .toList();
        FeatureRequest all = new FeatureRequest(representations).withGradients(Variable.STRAIN);
        FeatureArrays every = describer.toArrays(all, structures);
        for (FeatureRows rows : List.of(
                new FeatureRows(Set.of(1, 8), "", Reduction.NONE),
                new FeatureRows(Set.of(), "mask", Reduction.NONE),
                new FeatureRows(Set.of(6), "mask", Reduction.NONE))) {
            FeatureArrays some = describer.toArrays(all.withRows(rows), Structures.of(masked));
            int row = 0;
            for (int i = 0; i < every.rows(); i++) {
                boolean element = rows.centers().isEmpty() || rows.centers().contains(every.centerType()[i]);
                if (element && (rows.atoms().isEmpty() || every.atom()[i] % 2 == 1)) {
                    assertThat(some.system()[row]).isEqualTo(every.system()[i]);
                    assertThat(some.atom()[row]).isEqualTo(every.atom()[i]);
                    assertThat(some.centerType()[row]).isEqualTo(every.centerType()[i]);
                    int c = every.columns();
                    assertThat(slice(some.values(), row * c, c)).isEqualTo(slice(every.values(), i * c, c));
                    assertThat(slice(some.gradients(Variable.STRAIN).values(), row * 9 * c, 9 * c))
                            .isEqualTo(slice(every.gradients(Variable.STRAIN).values(), i * 9 * c, 9 * c));
                    row++;
                }
            }
            assertThat(row).isPositive();
            assertThat(some.rows()).isEqualTo(row);
            assertThat(some.gradients(Variable.STRAIN).sample()).hasSize(row);
            assertThat(describer.count(all.withRows(rows), Structures.of(masked)))
                    .isEqualTo(new FeatureCounts(row, every.columns()));
        }
    }

    /** Sums and means over structures, also of the chosen atoms alone, whatever the number of rows held at once. */
    @Test
    void structuresHaveSumsAndMeans() throws Exception {
        FeatureArrays every = describer.toArrays(new FeatureRequest(representations), structures);
        int c = every.columns();
        for (Set<Integer> centers : List.of(Set.<Integer>of(), Set.of(1))) {
            double[] sums = new double[list.size() * c];
            int[] counts = new int[list.size()];
            for (int i = 0; i < every.rows(); i++) {
                if (centers.isEmpty() || centers.contains(every.centerType()[i])) {
                    counts[every.system()[i]]++;
                    for (int k = 0; k < c; k++) {
                        sums[every.system()[i] * c + k] += every.values()[i * c + k];
                    }
                }
            }
            double[] means = sums.clone();
            java.util.Arrays.setAll(means, k -> sums[k] / counts[k / c]);
            FeatureRequest request =
                    new FeatureRequest(representations).withRows(new FeatureRows(centers, "", Reduction.SUM));
            FeatureArrays reduced = describer.toArrays(request, structures);
            assertThat(reduced.values()).isEqualTo(sums);
            assertThat(reduced.system()).containsExactly(0, 1, 2, 3, 4);
            assertThat(reduced.atom()).containsOnly(-1);
            // so little memory that one environment is computed at a time
            Describer small = new Describer(backend, new Execution(60_000, Progress.NONE, null, () -> false));
            Path file = folder.resolve("means.npz");
            FeatureCounts counted =
                    small.toFile(request.withRows(new FeatureRows(centers, "", Reduction.MEAN)), structures, file);
            assertThat(counted.environments())
                    .isEqualTo(java.util.Arrays.stream(counts).sum());
            try (NpzReader in = NpzReader.open(file)) {
                assertThat(in.array("values").doubles()).isEqualTo(means);
                assertThat(in.array("system").ints()).containsExactly(0, 1, 2, 3, 4);
                assertThat(in.names()).doesNotContain("atom", "center_type");
            }
        }
    }

    @Test
    void filesInSinglePrecisionHoldTheRoundedNumbers() throws Exception {
        FeatureRequest request = new FeatureRequest(representations)
                .withGradients(Variable.POSITIONS, Variable.STRAIN)
                .withPrecision(Precision.SINGLE);
        FeatureArrays arrays = describer.toArrays(request, structures);
        for (boolean gradients : List.of(true, false)) {
            FeatureRequest r = gradients ? request : request.withGradients();
            Path file = folder.resolve("single.npz");
            describer.toFile(r, structures, file);
            try (NpzReader in = NpzReader.open(file)) {
                assertThat(in.array("values").doubles()).isEqualTo(rounded(arrays.values()));
                if (gradients) {
                    for (Variable v : List.of(Variable.POSITIONS, Variable.STRAIN)) {
                        String name = v.name().toLowerCase(java.util.Locale.ROOT) + "_gradient";
                        assertThat(in.array(name).doubles())
                                .isEqualTo(rounded(arrays.gradients(v).values()));
                    }
                }
            }
        }
        Path npy = folder.resolve("single.npy");
        describer.toFile(request.withGradients(), structures, npy);
        assertThat(NpyReader.read(npy).doubles()).isEqualTo(rounded(arrays.values()));
        assertThat(java.nio.file.Files.size(npy)).isLessThan(4L * arrays.values().length + 200);
    }

    private static double[] rounded(double[] values) {
        return java.util.Arrays.stream(values).map(x -> (float) x).toArray();
    }

    @Test
    void refusesRowsThatItCannotForm() {
        FeatureRequest request = new FeatureRequest(representations);
        assertThatThrownBy(() -> describer.toArrays(
                        request.withRows(new FeatureRows(Set.of(), "mask", Reduction.NONE)), structures))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("for each atom in the column mask, found no such column");
        assertThatThrownBy(() -> describer.toArrays(
                        request.withRows(new FeatureRows(Set.of(14), "", Reduction.NONE)), structures))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least one atom of those to be described, got none in 5 frames");
        FeatureRequest mean = request.withSpecies(1, 6, 8).withRows(new FeatureRows(Set.of(14), "", Reduction.MEAN));
        assertThatThrownBy(() -> describer.count(mean, structures))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least one of the atoms whose mean is wanted, got none");
        FeatureRequest sums =
                request.withGradients(Variable.POSITIONS).withRows(new FeatureRows(Set.of(), "", Reduction.SUM));
        assertThatThrownBy(() -> describer.count(sums, structures))
                .isInstanceOf(OptionsException.class)
                .hasMessageStartingWith("`gradients`: expected a row for each atom, got `reduce`");
    }

    @Test
    void saysWhatItHoldsAndHowFarItIs() {
        List<String> said = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        Progress progress = new Progress() {
            @Override
            public void stage(String name, long total) {
                said.add(name + " " + total);
            }

            @Override
            public void advance(long more) {
                done.addAndGet(Math.toIntExact(more));
            }

            @Override
            public void note(String line) {
                said.add(line);
            }
        };
        int atoms = list.stream().mapToInt(Structure::size).sum();
        Execution execution = new Execution(1L << 30, progress, null, () -> false);
        new Describer(backend, execution).toArrays(new FeatureRequest(representations), structures);
        assertThat(said.get(0)).startsWith("memory    features of ");
        assertThat(said.get(1)).isEqualTo("describing " + atoms);
        assertThat(done).hasValue(atoms);
    }

    @Test
    void aCancelledDescriptionLeavesNoFile() {
        Execution execution = new Execution(1L << 30, Progress.NONE, null, () -> true);
        Describer cancelled = new Describer(backend, execution);
        Path file = folder.resolve("features.npy");
        assertThatThrownBy(() -> cancelled.toFile(new FeatureRequest(representations), structures, file))
                .isInstanceOf(CancelledException.class)
                .hasMessage("interrupted. Nothing was written.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesWhatItCannotDo() {
        FeatureRequest some = new FeatureRequest(representations, List.of(1, 6), Set.of());
        assertThatThrownBy(() -> describer.toArrays(some, structures))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("contains O, which is not among the species H,C. Use species H,C,O");
        FeatureRequest all = new FeatureRequest(representations);
        assertThatThrownBy(() -> describer.count(all, Structures.of(List.of())))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected at least one frame, got none");
        FeatureRequest gradients = new FeatureRequest(representations, List.of(), Set.of(Variable.STRAIN));
        assertThatThrownBy(() -> describer.toFile(gradients, structures, folder.resolve("x.npy")))
                .isInstanceOf(OptionsException.class)
                .hasMessageStartingWith("`gradients`: expected `output` with a file name that ends in .npz or .mts");
        assertThatThrownBy(() -> describer.toFile(all, structures, folder.resolve("x.txt")))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("expected a file name that ends in .npz, .npy or .mts");
        Describer small = new Describer(backend, new Execution(2000, Progress.NONE, null, () -> false));
        assertThatThrownBy(() -> small.toArrays(all, structures))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("features and gradients in memory need")
                .hasMessageEndingWith("bytes or a file instead of arrays");
        assertThatThrownBy(() -> small.count(all, structures))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageStartingWith("memory: one row of these features takes ")
                .hasMessageContaining(", which `memory` does not allow. Use a budget of ")
                .hasMessageEndingWith(" bytes or more");
    }

    private static double[] slice(double[] all, int from, int count) {
        return java.util.Arrays.copyOfRange(all, from, from + count);
    }
}
