package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FiniteDifferences;
import org.lather.density.Channels;
import org.lather.describe.Describer;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureRequest;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.options.RepresentationFile;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Models with a kernel of pairs and one of triples of neighbours, of which some features are chosen. */
class TriplesTrainingTest {
    private static final String MODEL =
            "type: sparse_gpr, representatives: {count: 25}, noise: {energy: 0.01, energy_forces: 0.05}";

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
                  - calculator: bispectrum
                    weight: 0.5
                    cutoff: {radius: 2.8, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {width: 0.5}
                    basis: {max_angular: 2, radial: {max_radial: 1}}
                    features: %s
                model: {%s}
                targets: {%s}
                """.formatted(features, model, targets), Path.of(""));
    }

    private static List<Structure> labelled(int count) {
        return SmallTraining.clusters(71, count);
    }

    private static Columns columns(Model m) {
        return m.parameters().options().representations().get(1).columns();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sparse_gpr", "gpr"})
    void aModelKeepsTheColumnsThatItsStructuresChose(String type) throws IOException {
        Options o = options(
                "type: " + type + ", representatives: {count: 25}, noise: 0.01",
                "energy: {key: energy, unit: eV}",
                "{count: 40, selection: fps}");
        List<Structure> test = SmallTraining.clusters(72, 4);
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(o, backend, labelled(12))) {
            assertThat(columns(m).places()).hasSize(40);
            FeatureBlock block = m.parameters().representatives().get(1);
            assertThat(block.columns()).isEqualTo(40);
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(columns(again)).isEqualTo(columns(m));
                assertThat(again.parameters().options().toYaml())
                        .isEqualTo(m.parameters().options().withAbsolutePaths().toYaml());
                for (Structure s : test) {
                    assertThat(again.predict(s).value("energy"))
                            .isEqualTo(m.predict(s).value("energy"));
                }
            }
            try (Model other = SmallTraining.fit(o, backend, labelled(12))) {
                assertThat(columns(other)).isEqualTo(columns(m));
            }
        }
    }

    /** No two columns that are chosen are copies of each other, and the choice needs no more than there are. */
    @Test
    void fewFeaturesAreAllComputed() {
        Options o = options("representatives: {count: 25}, noise: 0.01", "energy: {unit: eV}", "{count: 100000}");
        try (Model m = SmallTraining.fit(o, backend, labelled(8))) {
            assertThat(columns(m).isAll()).isTrue();
        }
        Options all = options("representatives: {count: 25}, noise: 0.01", "energy: {unit: eV}", "all");
        assertThat(all.representations().get(1).features()).isZero();
    }

    /** Energies, forces and stress are trained, and the predicted forces are the slope of the predicted energy. */
    @Test
    void learnsForces() throws IOException {
        Options o = options(MODEL, "energy: {key: energy, unit: eV, forces: {key: forces}}", "{count: 60}");
        List<Structure> train = MorseSolid.rattled(7, 6);
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(o, backend, train)) {
            Structure s = MorseSolid.rattled(8, 1).get(0);
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
            double[] strain = FiniteDifferences.strain(
                    s,
                    moved -> moved.stream()
                            .mapToDouble(x -> m.predict(x).value("energy"))
                            .toArray());
            double most = Arrays.stream(strain).map(Math::abs).max().orElseThrow();
            for (int k = 0; k < 9; k++) {
                assertThat(p.virial("energy")[k]).isCloseTo(-strain[k], within(1e-6 * most));
            }
            assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isPositive();
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(again.predict(s, Request.GRADIENTS).forces("energy")).isEqualTo(p.forces("energy"));
            }
        }
    }

    /** Weights that are found belong to the features that the model computes. */
    @Test
    void findsTheWeightOfTriples() {
        Options o = options(
                "representatives: {count: 25}, noise: auto, folds: 3, weights: auto",
                "energy: {key: energy, unit: eV}",
                "{count: 30}");
        try (Model m = SmallTraining.fit(o, backend, labelled(15))) {
            List<Representation> found = m.parameters().options().representations();
            assertThat(columns(m).places()).hasSize(30);
            assertThat(found.stream().map(Representation::weight)).allMatch(w -> w > 0);
            assertThat(found.get(1).weight() / found.get(0).weight()).isNotCloseTo(0.5, within(1e-6));
        }
    }

    /** The columns of chosen features are those of all with the same labels. */
    @Test
    void describesTheFeaturesThatStructuresChoose() {
        Options o = options("", "energy: {unit: eV}", "{count: 30}");
        Representation some = o.representations().get(1);
        Structures structures = Structures.of(labelled(5));
        Describer describer = new Describer(backend, Execution.defaults());
        FeatureArrays chosen =
                describer.toArrays(new FeatureRequest(new RepresentationFile(List.of(some), false)), structures);
        assertThat(chosen.columns()).isEqualTo(30);
        Descriptor.Bispectrum full = new Descriptor.Bispectrum(some.descriptor().onlyExpansion(), 1);
        FeatureArrays all = describer.toArrays(FeatureRequest.of(full), structures);
        assertThat(all.columns()).isGreaterThan(full.columns(Channels.oneHot(1, 6, 8)));
        for (int k = 0; k < 30; k++) {
            int same = -1;
            for (int j = 0; j < all.columns(); j++) {
                same = sameLabels(chosen, k, all, j) ? j : same;
            }
            assertThat(same).as("column %d", k).isNotNegative();
            for (int i = 0; i < all.rows(); i++) {
                assertThat(chosen.values()[i * 30 + k])
                        .isCloseTo(all.values()[i * all.columns() + same], within(1e-12));
            }
        }
        // with species that are given, structures choose the same
        FeatureArrays given = describer.toArrays(
                new FeatureRequest(new RepresentationFile(List.of(some), false)).withSpecies(1, 6, 8), structures);
        assertThat(given.values()).isEqualTo(chosen.values());
    }

    private static boolean sameLabels(FeatureArrays a, int k, FeatureArrays b, int j) {
        return a.labels().entrySet().stream()
                .allMatch(label ->
                        label.getValue()[k] == Objects.requireNonNull(b.labels().get(label.getKey()))[j]);
    }
}
