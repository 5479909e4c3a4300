package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FiniteDifferences;
import org.lather.backend.Range;
import org.lather.descriptor.Combinations;
import org.lather.descriptor.Descriptor;
import org.lather.error.LatherException;
import org.lather.error.Warning;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;

/** Models of principal components of the power spectrum. */
class PrincipalComponentsTrainingTest {
    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String model, String features) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {width: 0.4}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                    features: %s
                model: {%s, noise: 0.01}
                targets: {energy: {key: energy, unit: eV}}
                """.formatted(features, model), Path.of(""));
    }

    private static Combinations combinations(Model m) {
        return m.parameters()
                .options()
                .representations()
                .get(0)
                .columns()
                .combinations()
                .orElseThrow();
    }

    /** Rotated features have the scalar products of the features themselves, so all components change nothing. */
    @ParameterizedTest
    @CsvSource({"gpr, same", "sparse_gpr, same", "gpr, any"})
    void allComponentsAreTheFeatures(String type, String centers) {
        String model = "type: " + type + ", representatives: {count: 40}, kernel: {zeta: 2, centers: " + centers + "}";
        List<Structure> train = SmallTraining.clusters(71, 20);
        try (Model all = SmallTraining.fit(options(model, "all"), backend, train);
                Model rotated = SmallTraining.fit(options(model, "{count: 135, selection: pca}"), backend, train)) {
            assertThat(combinations(rotated).elements())
                    .isEqualTo(centers.equals("any") ? new int[] {Combinations.EVERY} : new int[] {1, 6, 8});
            // components are of the training set, as are these structures; single precision of P limits the rest
            for (Structure s : train) {
                double expected = all.predict(s).value("energy");
                assertThat(rotated.predict(s).value("energy")).isCloseTo(expected, within(2e-4 * Math.abs(expected)));
            }
        }
    }

    /** The covariance matrix of the components of an element is diagonal; its elements are λ_k^(1−γ). */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 1})
    void componentsAreUncorrelatedAndWhitened(double whitening) {
        List<Structure> train = SmallTraining.clusters(71, 12);
        int count = 6;
        Options o = options("type: gpr", "{count: " + count + ", selection: pca, whitening: " + whitening + "}");
        double[] variance = whitening == 0 ? new double[0] : variances(train, 0, count);
        double[] got = variances(train, whitening, count);
        for (int k = 0; k < variance.length; k++) {
            assertThat(got[k] / got[0]).isCloseTo(Math.pow(variance[k] / variance[0], 1 - whitening), within(1e-3));
        }
        assertThat(Options.parse(o.toYaml(), Path.of("")).representations()).isEqualTo(o.representations());
    }

    /** Variances of the components of carbon, without their mean, of features that are divided by their norm. */
    private double[] variances(List<Structure> train, double whitening, int count) {
        Options o = options("type: gpr", "{count: " + count + ", selection: pca, whitening: " + whitening + "}");
        double[][] products = new double[count][count];
        try (Model m = SmallTraining.fit(o, backend, train);
                Batch batch = backend.upload(train, m.parameters().channels())) {
            Descriptor combined =
                    m.parameters().options().representations().get(0).descriptor();
            FeatureBlock z = backend.features(Range.all(batch), combined).download();
            FeatureBlock p = backend.features(Range.all(batch), new Descriptor.PowerSpectrum(combined.onlyExpansion()))
                    .download();
            double[] v = z.values();
            for (int i = 0; i < z.rows(); i++) {
                double square = 0;
                for (int j = 0; j < p.columns(); j++) {
                    square += Math.pow(p.values()[i * p.columns() + j], 2);
                }
                for (int a = 0; a < count && z.centers()[i] == 6; a++) {
                    for (int b = 0; b < count; b++) {
                        products[a][b] += v[i * count + a] * v[i * count + b] / square;
                    }
                }
            }
        }
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < a; b++) {
                assertThat(products[a][b])
                        .isCloseTo(0, within(1e-5 * Math.sqrt(products[a][a] * products[b][b]) + 1e-9));
            }
        }
        double[] out = new double[count];
        Arrays.setAll(out, k -> products[k][k]);
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpr", "sparse_gpr"})
    void forcesAreTheGradientAndAFileKeepsTheModel(String type) throws Exception {
        Options o = options(
                "type: " + type + ", representatives: {count: 25}, kernel: {zeta: 3}",
                "{count: 20, selection: pca, whitening: 0.3}");
        try (Model m = SmallTraining.fit(o, backend, SmallTraining.clusters(71, 16))) {
            assertThat(m.parameters().representatives().get(0).columns()).isEqualTo(20);
            Structure s = SmallTraining.clusters(73, 20).stream()
                    .filter(c -> FiniteDifferences.clear(
                            c, m.parameters().options().descriptors().get(0).onlyExpansion()))
                    .findFirst()
                    .orElseThrow();
            double[] slopes = FiniteDifferences.positions(s, all -> SmallTraining.predict(m, "energy", all));
            double[] forces = m.predict(s, Request.GRADIENTS).forces("energy");
            double largest = Arrays.stream(slopes).map(Math::abs).max().orElseThrow();
            assertThat(largest).isPositive();
            for (int k = 0; k < slopes.length; k++) {
                assertThat(forces[k]).isCloseTo(-slopes[k], within(1e-7 * largest));
            }
            Path file = folder.resolve("model.safetensors");
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(combinations(again)).isEqualTo(combinations(m));
                assertThat(again.predict(s, Request.GRADIENTS).forces("energy")).isEqualTo(forces);
            }
        }
    }

    /** Environments span as many components as there are: no more are kept, with a warning. */
    @Test
    void keepsTheComponentsThatThereAre() {
        List<Structure> train = SmallTraining.clusters(71, 3);
        long most = IntStream.of(1, 6, 8)
                .mapToLong(z -> train.stream()
                        .flatMapToInt(s -> Arrays.stream(s.atomicNumbers()))
                        .filter(n -> n == z)
                        .count())
                .max()
                .orElseThrow();
        try (Model m = SmallTraining.fit(options("type: gpr", "{count: 100, selection: pca}"), backend, train)) {
            assertThat(combinations(m).count()).isBetween(2, (int) most);
            assertThat(m.report().orElseThrow().warnings())
                    .anyMatch(w -> w.kind() == Warning.Kind.FEWER_FEATURES
                            && w.fact().contains("components of the environments")
                            && w.fact().contains("100 are asked for"));
        }
    }

    @Test
    void refusesWhatNeedsColumns() {
        String wrong = "calculator: bispectrum, features: {count: 4, selection: pca}";
        assertThatThrownBy(() -> Options.parse(
                        "representations: [{" + wrong + "}]\ntargets: {energy: {key: energy, unit: eV}}", Path.of("")))
                .isInstanceOf(LatherException.class)
                .hasMessageContaining("power spectrum of which `pca`");
        assertThatThrownBy(() -> options("type: gpr", "{count: 4, selection: fps, whitening: 0.2}"))
                .isInstanceOf(LatherException.class)
                .hasMessageContaining("whitening");
        assertThatThrownBy(() -> options("type: gpr", "{count: 4, selection: pca, whitening: 1.2}"))
                .isInstanceOf(LatherException.class)
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> Options.parse("""
                        representations: [{features: {count: 4, selection: pca}}]
                        targets: {energy: {key: energy, unit: eV, forces: {key: forces}}}
                        """, Path.of("")))
                .isInstanceOf(LatherException.class)
                .hasMessageContaining("pca");
        try (Model m = SmallTraining.fit(
                options("type: sparse_gpr, representatives: {count: 25}", "{count: 4, selection: pca}"),
                backend,
                SmallTraining.clusters(71, 12))) {
            Structure s = SmallTraining.clusters(73, 1).get(0);
            assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isPositive();
        }
    }
}
