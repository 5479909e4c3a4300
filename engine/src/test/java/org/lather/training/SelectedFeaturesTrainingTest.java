package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.backend.FiniteDifferences;
import org.lather.describe.Describer;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureRequest;
import org.lather.descriptor.Columns;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.options.RepresentationFile;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Models of some features of the power spectrum, which their structures chose. */
class SelectedFeaturesTrainingTest {
    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String model, String targets, String features) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {width: 0.4}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                    features: %s
                model: {%s}
                targets: {%s}
                """.formatted(features, model, targets), Path.of(""));
    }

    private static Columns columns(Model m) {
        return m.parameters().options().representations().get(0).columns();
    }

    /** More features than there are: all that differ are taken, with one warning. */
    @ParameterizedTest
    @CsvSource({"100000, 1", "5, 0"})
    void warnsWhereFewerAreAvailable(int count, int warnings) {
        Options o = options(
                "representatives: {count: 25}, noise: 0.01",
                "energy: {key: energy, unit: eV}",
                "{count: " + count + ", selection: fps}");
        try (Model m = SmallTraining.fit(o, backend, SmallTraining.clusters(1, 12))) {
            List<String> found = m.report().orElseThrow().warnings().stream()
                    .filter(w -> w.kind() == Warning.Kind.FEWER_FEATURES)
                    .map(Warning::fact)
                    .toList();
            assertThat(found).hasSize(warnings);
            int taken = m.parameters()
                    .kernel()
                    .terms()
                    .get(0)
                    .features()
                    .columns(m.parameters().channels());
            assertThat(taken).isEqualTo(warnings == 0 ? count : 135);
            assertThat(found).allMatch(f -> f.startsWith("representations[0]: all 135 features"));
        }
    }

    @ParameterizedTest
    @CsvSource({"sparse_gpr, fps", "sparse_gpr, cur", "gpr, cur"})
    void aModelKeepsTheColumnsThatItsStructuresChose(String type, String selection) throws IOException {
        Options o = options(
                "type: " + type + ", representatives: {count: 25}, noise: 0.01",
                "energy: {key: energy, unit: eV}",
                "{count: 30, selection: " + selection + "}");
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(o, backend, SmallTraining.clusters(71, 12))) {
            assertThat(columns(m).places()).hasSize(30);
            assertThat(m.parameters().representatives().get(0).columns()).isEqualTo(30);
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(columns(again)).isEqualTo(columns(m));
                for (Structure s : SmallTraining.clusters(72, 4)) {
                    assertThat(again.predict(s).value("energy"))
                            .isEqualTo(m.predict(s).value("energy"));
                }
            }
        }
    }

    /** Listed features of elements that the structures do not have are omitted. */
    @Test
    void aModelOfListedFeaturesNeedsNoFile() throws IOException {
        Path file = folder.resolve("selected.json");
        Files.writeString(file, """
                {"what": "features", "method": "fps", "count": 4, "indices": [1, 2, 3, 4], "scores": [null, 3, 2, 1],
                 "neighbor_1_type": [1, 1, 6, 9], "neighbor_2_type": [1, 6, 8, 9], "l": [0, 2, 1, 0],
                 "n_1": [2, 0, 1, 0], "n_2": [1, 2, 1, 0]}
                """);
        Options o = options(
                "representatives: {count: 25}, noise: 0.01",
                "energy: {key: energy, unit: eV}",
                "{file: \"" + file + "\"}");
        Files.delete(file);
        Path saved = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(o, backend, SmallTraining.clusters(71, 12))) {
            assertThat(columns(m).places()).hasSize(3);
            Lather.save(m, saved);
            Structure s = SmallTraining.clusters(72, 1).get(0);
            try (Model again = Lather.on(backend).load(saved)) {
                assertThat(again.predict(s).value("energy"))
                        .isEqualTo(m.predict(s).value("energy"));
            }
        }
        assertThat(o.toYaml()).contains("[1, 6, 2, 0, 2]").doesNotContain("count: 4");
        assertThat(Options.parse(o.toYaml(), Path.of("")).representations()).isEqualTo(o.representations());
    }

    @Test
    void methodsChooseDifferentColumns() {
        String model = "representatives: {count: 25}, noise: 0.01";
        List<Structure> train = SmallTraining.clusters(71, 12);
        try (Model farthest = SmallTraining.fit(options(model, "energy: {unit: eV}", "{count: 30}"), backend, train);
                Model leverage = SmallTraining.fit(
                        options(model, "energy: {unit: eV}", "{count: 30, selection: cur}"), backend, train);
                Model few =
                        SmallTraining.fit(options(model, "energy: {unit: eV}", "{count: 100000}"), backend, train)) {
            assertThat(columns(farthest)).isNotEqualTo(columns(leverage));
            assertThat(columns(few).isAll()).isTrue();
        }
    }

    /** The predicted forces are the gradient of the predicted energy. */
    @Test
    void learnsForces() {
        Options o = options(
                "type: sparse_gpr, representatives: {count: 25}, noise: {energy: 0.01, energy_forces: 0.05}",
                "energy: {key: energy, unit: eV, forces: {key: forces}}",
                "{count: 40, selection: cur}");
        Structure s = MorseSolid.rattled(8, 1).get(0);
        try (Model m = SmallTraining.fit(o, backend, MorseSolid.rattled(7, 6))) {
            Prediction p = m.predict(s, Request.GRADIENTS);
            double[] slopes = FiniteDifferences.positions(
                    s,
                    moved -> moved.stream()
                            .mapToDouble(x -> m.predict(x).value("energy"))
                            .toArray());
            double largest = Arrays.stream(slopes).map(Math::abs).max().orElseThrow();
            for (int k = 0; k < slopes.length; k++) {
                assertThat(p.forces("energy")[k]).isCloseTo(-slopes[k], within(1e-6 * largest));
            }
            assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isPositive();
        }
    }

    /** The columns of chosen features are those of all with the same labels. */
    @ParameterizedTest
    @ValueSource(strings = {"fps", "cur"})
    void describesTheFeaturesThatStructuresChoose(String selection) {
        Options o = options("", "energy: {unit: eV}", "{count: 30, selection: " + selection + "}");
        Representation some = o.representations().get(0);
        Structures structures = Structures.of(SmallTraining.clusters(71, 5));
        Describer describer = new Describer(backend, Execution.defaults());
        FeatureArrays chosen =
                describer.toArrays(new FeatureRequest(new RepresentationFile(List.of(some), false)), structures);
        FeatureArrays all = describer.toArrays(FeatureRequest.of(some.descriptor()), structures);
        assertThat(chosen.columns()).isEqualTo(30);
        for (int k = 0; k < 30; k++) {
            int column = k;
            int same = IntStream.range(0, all.columns())
                    .filter(j -> chosen.labels().keySet().stream()
                            .allMatch(name -> Objects.requireNonNull(
                                            chosen.labels().get(name))[column]
                                    == Objects.requireNonNull(all.labels().get(name))[j]))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < all.rows(); i++) {
                assertThat(chosen.values()[i * 30 + k])
                        .isCloseTo(all.values()[i * all.columns() + same], within(1e-12));
            }
        }
    }
}
