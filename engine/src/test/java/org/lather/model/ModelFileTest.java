package org.lather.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.Lather;
import org.lather.arrayfile.FileFormat;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.SafetensorsWriter;
import org.lather.arrayfile.Tensor;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.math.Irrep;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;

class ModelFileTest {
    private static final String TARGETS = "energy: {baseline: [{key: cheap}, composition]},"
            + " gap: {quantity: mean, unit: Ha, baseline: {H: -0.1, C: 0.3, O: 1e-17}},"
            + " charge: {unit: e, quantity: atom}";

    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private Path save(String type) throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(
                SmallTraining.options("kernel: {zeta: 2}, representatives: {count: 25}, type: " + type, TARGETS),
                backend,
                SmallTraining.clusters(31, 12))) {
            Lather.save(m, file);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sparse_gpr", "gpr"})
    void predictsTheSameBitsWhenReadAgain(String type) throws IOException {
        Path file = folder.resolve("model.safetensors");
        List<Structure> test = SmallTraining.clusters(32, 5);
        try (Model m = SmallTraining.fit(
                SmallTraining.options("kernel: {zeta: 2}, representatives: {count: 25}, type: " + type, TARGETS),
                backend,
                SmallTraining.clusters(31, 12))) {
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(again.report()).isEmpty();
                for (Structure s : test) {
                    Prediction a = m.predict(s, Request.UNCERTAINTIES);
                    Prediction b = again.predict(s, Request.UNCERTAINTIES);
                    assertThat(b.targets()).containsExactly("energy", "gap", "charge");
                    for (String t : a.targets()) {
                        assertThat(b.values(t)).isEqualTo(a.values(t));
                    }
                    if (type.equals("sparse_gpr")) {
                        assertThat(b.uncertainty("energy")).isEqualTo(a.uncertainty("energy"));
                        assertThat(b.uncertainty("gap")).isEqualTo(a.uncertainty("gap"));
                    }
                }
                assertThat(again.parameters().options().representations())
                        .isEqualTo(m.parameters().options().representations());
                assertThat(again.parameters().options().model())
                        .isEqualTo(m.parameters().options().model());
                assertThat(again.parameters().options().targets())
                        .isEqualTo(m.parameters().options().targets());
                assertThat(again.parameters().provenance())
                        .isEqualTo(m.parameters().provenance());
                assertThat(again.parameters().targets().get(1).noise())
                        .isEqualTo(m.parameters().targets().get(1).noise());
                // what is written again is the same file
                Path copy = folder.resolve("copy.safetensors");
                Lather.save(again, copy);
                assertThat(copy).hasSameBinaryContentAs(file);
            }
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.safetensors", "copy.safetensors");
    }

    /** A relative path would be looked for beside the model, wherever that is. */
    @Test
    void dataPathsAreThoseOfTheTraining() throws IOException {
        Options o = Options.parse("""
                data: {train: "few.xyz@0:4", test: "../other.xyz"}
                representations: [{cutoff: {radius: 3}, basis: {max_angular: 1, radial: {max_radial: 1}}}]
                model: {representatives: {count: 5}, noise: 0.1}
                """, folder.resolve("data"));
        Path file = folder.resolve("paths.safetensors");
        try (Model m = SmallTraining.fit(o, backend, SmallTraining.clusters(3, 4))) {
            ModelFile.write(file, m.parameters());
        }
        Options read = ModelFile.read(file, true).options();
        assertThat(read.data().train())
                .containsExactly(folder.resolve("data/few.xyz@0:4").toString());
        assertThat(read.data().test())
                .containsExactly(folder.resolve("other.xyz").toString());
    }

    private static void refused(Path file) {
        assertThatThrownBy(() -> ModelFile.read(file, true))
                .isInstanceOf(ModelFileException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(file + ": ")
                        .doesNotContain("\n", "Exception", "null", "!")
                        .hasSizeGreaterThan(file.toString().length() + 12));
    }

    @Test
    void truncatedFilesAreRefused() throws IOException {
        Path file = save("sparse_gpr");
        byte[] good = Files.readAllBytes(file);
        for (int n : new int[] {0, 1, 7, 8, 9, 100, 3000, good.length / 2, good.length - 9, good.length - 1}) {
            Path bad = folder.resolve("bad.safetensors");
            Files.write(bad, Arrays.copyOf(good, n));
            refused(bad);
        }
        refused(folder.resolve("none.safetensors"));
        refused(folder);
    }

    @Test
    void anyChangedByteIsFound() throws IOException {
        byte[] good = Files.readAllBytes(save("sparse_gpr"));
        int header = (good[0] & 0xff) | ((good[1] & 0xff) << 8) | ((good[2] & 0xff) << 16);
        Random random = new Random(6);
        Path bad = folder.resolve("bad.safetensors");
        for (int i = 0; i < 200; i++) {
            byte[] b = good.clone();
            // half of them in the header
            int at = i % 2 == 0 ? random.nextInt(8 + header) : random.nextInt(good.length);
            b[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(bad, b);
            assertThatThrownBy(() -> ModelFile.read(bad, true))
                    .as("byte %d changed", at)
                    .isInstanceOf(ModelFileException.class)
                    .satisfies(e ->
                            assertThat(e.getMessage()).startsWith(bad + ": ").doesNotContain("\n", "Exception"));
        }
    }

    /** The tensors of a model file under other metadata. */
    private Path rewrite(Path from, FileFormat format, Map<String, String> changes) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Tensor> tensors = new ArrayList<>();
        try (SafetensorsReader in = SafetensorsReader.open(from, ModelFile.FORMAT, true)) {
            in.metadata().forEach((k, v) -> {
                if (!k.startsWith("format") && !k.contains("sha256/") && !k.equals("file_sha256")) {
                    metadata.put(k, v);
                }
            });
            metadata.putAll(changes);
            for (String n : in.names()) {
                int[] shape =
                        Arrays.stream(in.shape(n)).mapToInt(Math::toIntExact).toArray();
                long[] longs = Arrays.stream(shape).asLongStream().toArray();
                tensors.add(
                        switch (in.type(n)) {
                            case I32 -> Tensor.of(n, in.ints(n), longs);
                            case I64 -> Tensor.of(n, in.longs(n), longs);
                            default -> Tensor.of(n, in.doubles(n), longs);
                        });
            }
        }
        metadata.values().removeIf(String::isEmpty);
        Path to = folder.resolve("rewritten.safetensors");
        SafetensorsWriter.write(to, format.describe(metadata), tensors);
        return to;
    }

    @Test
    void laterMinorVersionsAreRead() throws IOException {
        Path file = save("sparse_gpr");
        Path later = rewrite(file, new FileFormat("lather-model", 1, 7), Map.of("something_new", "1"));
        List<Structure> test = SmallTraining.clusters(32, 3);
        try (Model a = Lather.on(backend).load(file);
                Model b = Lather.on(backend).load(later)) {
            assertThat(SmallTraining.predict(b, "charge", test)).isEqualTo(SmallTraining.predict(a, "charge", test));
        }
    }

    @Test
    void newerVersionsAndOtherFormatsAreRefused() throws IOException {
        Path file = save("sparse_gpr");
        Path newer = rewrite(file, new FileFormat("lather-model", 2, 0), Map.of());
        refused(newer);
        assertThatThrownBy(() -> ModelFile.read(newer, true))
                .hasMessageContaining("newer")
                .hasMessageContaining("2.0");
        Path checkpoint = rewrite(file, new FileFormat("lather-checkpoint", 1, 0), Map.of());
        refused(checkpoint);
        assertThatThrownBy(() -> ModelFile.read(checkpoint, true)).hasMessageContaining("lather-checkpoint");
        Path foreign = folder.resolve("foreign.safetensors");
        byte[] header = "{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] bytes = new byte[8 + header.length + 8];
        bytes[0] = (byte) header.length;
        System.arraycopy(header, 0, bytes, 8, header.length);
        Files.write(foreign, bytes);
        refused(foreign);
        Files.writeString(foreign, "3\nenergy=1\nH 0 0 0\n");
        refused(foreign);
    }

    /** Whole files whose description does not fit: checksums say nothing about these. */
    @Test
    void descriptionsThatDoNotFitAreRefused() throws IOException {
        Path file = save("sparse_gpr");
        for (Map<String, String> change : List.of(
                Map.of("elements", "[1, 6]"),
                Map.of("elements", "{"),
                Map.of("elements", "7"),
                Map.of("elements", ""),
                Map.of("targets", "[]"),
                Map.of("targets", "[{\"name\": \"other\"}]"),
                Map.of("targets", "[{\"name\": \"energy\", \"baselines\": [{}], \"noise\": 1, \"signal\": 1}]"),
                Map.of("options", "model: {type: unheard_of}"),
                Map.of("options", ""))) {
            assertThatThrownBy(() -> ModelFile.read(rewrite(file, ModelFile.FORMAT, change), true))
                    .as("%s", change)
                    .isInstanceOf(ModelFileException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "Exception", "null"));
        }
    }

    @Test
    void keepsDerivativesAndTheirBaselines() throws IOException {
        Path file = folder.resolve("forces.safetensors");
        List<Structure> train = MorseSolid.rattled(33, 8).stream()
                .map(s -> s.with(s.annotations()
                        .with("cheap", 1)
                        .with("cheap_virial", new double[9])
                        .withColumn("cheap_forces", 3, new double[3 * s.size()])))
                .toList();
        String targets = "energy: {baseline: [{repulsion: zbl, radius: 2.5, width: 0.7},"
                + " {key: cheap, forces: cheap_forces, virial: cheap_virial}], forces: {unit: eV/bohr}, virial: {}}";
        Options options = SmallTraining.options(
                "representatives: {count: 15}, noise_factors: {key: kind, types: {odd: 2}}, folds: 2", targets);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                FittedTarget a = m.parameters().targets().get(0);
                FittedTarget b = again.parameters().targets().get(0);
                assertThat(again.parameters().options().targets()).isEqualTo(options.targets());
                assertThat(again.parameters().options().model()).isEqualTo(options.model());
                assertThat(b.baselines()).isEqualTo(a.baselines());
                assertThat(b.derivativeNoise()).isEqualTo(a.derivativeNoise()).hasSize(2);
                Structure s = train.get(0);
                assertThat(again.predict(s, Request.GRADIENTS).forces("energy"))
                        .isEqualTo(m.predict(s, Request.GRADIENTS).forces("energy"));
            }
        }
    }

    /** Channels that mix elements, two for three elements. */
    @Test
    void keepsMixedChannels() throws IOException {
        Options options = SmallTraining.options("kernel: {zeta: 2}, representatives: {count: 9}", "energy: {}");
        Channels channels = Channels.mixed(new int[] {1, 6, 8}, new double[][] {{0.8, 0}, {-0.5, 0.7}, {0.3, 1.1}});
        List<Structure> structures = SmallTraining.clusters(34, 3);
        Path file = folder.resolve("mixed.safetensors");
        Path oneHot = folder.resolve("one-hot.safetensors");
        try (Model m = Model.of(parameters(options, channels, structures), backend);
                Model other = Model.of(parameters(options, Channels.oneHot(1, 6, 8), structures), backend)) {
            Lather.save(m, file);
            Lather.save(other, oneHot);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(again.parameters().channels()).isEqualTo(channels);
                double[] values = SmallTraining.predict(again, "energy", structures);
                assertThat(values)
                        .isEqualTo(SmallTraining.predict(m, "energy", structures))
                        .isNotEqualTo(SmallTraining.predict(other, "energy", structures));
            }
        }
        try (SafetensorsReader in = SafetensorsReader.open(oneHot, ModelFile.FORMAT, true)) {
            assertThat(in.names()).doesNotContain("channels");
        }
        assertThatThrownBy(() -> ModelFile.read(rewrite(file, ModelFile.FORMAT, Map.of("elements", "[1, 6]")), true))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("expected weights in channels for each of 2 elements, found the shape [3, 2]");
    }

    /** A model of energies whose representatives are the environments of structures. */
    private ModelParameters parameters(Options options, Channels channels, List<Structure> structures) {
        Descriptor descriptor = options.representations().get(0).descriptor();
        FeatureBlock block;
        try (Batch batch = backend.upload(structures, channels);
                Features f = backend.features(Range.all(batch), descriptor)) {
            double[] values = new double[f.rows() * f.columns()];
            f.download(0, f.rows(), values, 0);
            block = new FeatureBlock(
                    values,
                    f.columns(),
                    IntStream.range(0, f.rows()).map(f::center).toArray());
        }
        double[] weights = new Random(35).doubles(block.rows()).toArray();
        FittedTarget target = new FittedTarget(
                "energy",
                Objects.requireNonNull(options.targets().get("energy")),
                List.of(),
                List.of(new FittedBlock(Irrep.SCALAR, 0, weights, 0.1, 1)));
        return new ModelParameters(options, channels, List.of(block), List.of(target), Map.of());
    }
}
