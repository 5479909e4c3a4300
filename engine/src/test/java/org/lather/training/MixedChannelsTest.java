package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.backend.FiniteDifferences;
import org.lather.density.Channels;
import org.lather.density.Embedding;
import org.lather.describe.Describer;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureRequest;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Models and features whose density has channels that mix elements. */
class MixedChannelsTest {
    private static final String TWO = "channels: {count: 2, from: properties}";
    private static final String UNIT = "channels: {weights: {H: [1, 0, 0], C: [0, 1, 0], O: [0, 0, 1]}}";

    private final Backend backend = SmallTraining.reference();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String channels) {
        return Options.parse("""
                representations:
                  - cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4, %s}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                model: {representatives: {count: 20}, noise: 0.01}
                targets: {energy: {key: energy, unit: eV, baseline: composition}}
                """.formatted(channels), Path.of(""));
    }

    private Model fit(String channels) {
        return SmallTraining.fit(options(channels), backend, SmallTraining.clusters(71, 24));
    }

    @Test
    void unitWeightsAreAChannelForEachElement() {
        Structure s = SmallTraining.clusters(72, 1).get(0);
        try (Model elements = fit("channels: elements");
                Model unit = fit(UNIT)) {
            assertThat(unit.parameters().channels()).isEqualTo(Channels.oneHot(1, 6, 8));
            var expected = elements.predict(s, Request.GRADIENTS);
            var got = unit.predict(s, Request.GRADIENTS);
            assertThat(got.value("energy")).isEqualTo(expected.value("energy"));
            assertThat(got.forces("energy")).isEqualTo(expected.forces("energy"));
        }
    }

    @Test
    void forcesAreTheGradientAndAFileKeepsTheModel() throws IOException {
        try (Model m = fit(TWO)) {
            assertThat(m.parameters().channels().count()).isEqualTo(2);
            Structure s = clear(m);
            double[] expected = FiniteDifferences.positions(s, all -> SmallTraining.predict(m, "energy", all));
            double[] got = m.predict(s, Request.GRADIENTS).forces("energy");
            double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            assertThat(largest).isPositive();
            for (int k = 0; k < got.length; k++) {
                assertThat(got[k]).isCloseTo(-expected[k], within(3e-8 * largest));
            }
            Path file = folder.resolve("m.safetensors");
            ModelFile.write(file, m.parameters());
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                assertThat(read.parameters().channels())
                        .isEqualTo(m.parameters().channels());
                assertThat(read.predict(s, Request.GRADIENTS).forces("energy")).isEqualTo(got);
            }
        }
    }

    private static Structure clear(Model m) {
        return SmallTraining.clusters(73, 20).stream()
                .filter(s -> FiniteDifferences.clear(
                        s, m.parameters().options().descriptors().get(0).onlyExpansion()))
                .findFirst()
                .orElseThrow();
    }

    /** With the weights u, p_l,JK,nn' is the sum of u_aJ u_bK p_l,ab,nn' over the elements a and b. */
    @Test
    void featuresAreSumsOverElements() {
        Structures structures = Structures.of(SmallTraining.clusters(74, 3));
        FeatureArrays elements = describe("channels: elements", structures);
        FeatureArrays mixed = describe(TWO, structures);
        double[][] u =
                new Embedding.FromProperties(2, 0.8, 0.3).channels(1, 6, 8).weights();
        int n = 3;
        assertThat(mixed.labels().keySet()).containsExactly("channel_1", "channel_2", "l", "n_1", "n_2");
        assertThat(mixed.columns()).isEqualTo(3 * 3 * n * n);
        for (int row = 0; row < mixed.rows(); row++) {
            for (int k = 0; k < mixed.columns(); k++) {
                double expected = 0;
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        double p = spectrum(
                                elements,
                                row,
                                a,
                                b,
                                label(mixed, "l", k),
                                label(mixed, "n_1", k),
                                label(mixed, "n_2", k));
                        expected += u[a][label(mixed, "channel_1", k)] * u[b][label(mixed, "channel_2", k)] * p;
                    }
                }
                expected *= multiplicity(label(mixed, "channel_1", k), label(mixed, "channel_2", k));
                assertThat(mixed.values()[row * mixed.columns() + k]).isCloseTo(expected, within(1e-13));
            }
        }
    }

    private static int label(FeatureArrays arrays, String name, int column) {
        return Objects.requireNonNull(arrays.labels().get(name))[column];
    }

    /** The value of the one column for two elements, which has them in ascending order. */
    private static double spectrum(FeatureArrays f, int row, int a, int b, int l, int n1, int n2) {
        int[] z = {1, 6, 8};
        for (int k = 0; k < f.columns(); k++) {
            boolean pair = a <= b ? is(f, k, z[a], z[b], n1, n2) : is(f, k, z[b], z[a], n2, n1);
            if (pair && label(f, "l", k) == l) {
                return f.values()[row * f.columns() + k] / multiplicity(a, b);
            }
        }
        throw new IllegalStateException("no column");
    }

    /** The factor of columns for two different elements or channels, which stand for both orders. */
    private static double multiplicity(int a, int b) {
        return a == b ? 1 : Math.sqrt(2);
    }

    private static boolean is(FeatureArrays f, int k, int first, int second, int n1, int n2) {
        return label(f, "neighbor_1_type", k) == first
                && label(f, "neighbor_2_type", k) == second
                && label(f, "n_1", k) == n1
                && label(f, "n_2", k) == n2;
    }

    private FeatureArrays describe(String channels, Structures structures) {
        return new Describer(backend, Execution.defaults())
                .toArrays(
                        new FeatureRequest(
                                new RepresentationFile(options(channels).representations(), false)),
                        structures);
    }

    @Test
    void optionsAreWrittenAndReadAgain() {
        for (String channels : List.of("channels: elements", TWO, UNIT)) {
            Options read = options(channels);
            assertThat(Options.parse(read.toYaml(), Path.of("")).representations())
                    .isEqualTo(read.representations());
        }
        Descriptor d = options(TWO).descriptors().get(0);
        assertThat(d.onlyExpansion().density().embedding()).isEqualTo(new Embedding.FromProperties(2, 0.8, 0.3));
        assertThat(options("channels: elements").toYaml()).doesNotContain("channels");
    }

    @Test
    void wrongOptionsAreNamed() {
        refused("channels: 4", "representations.0.density.channels", "elements, or a map");
        refused("channels: {count: 0}", "representations.0.density.channels", "positive number of channels");
        refused("channels: {count: 2, from: learned}", "properties", "learnt");
        refused("channels: {weights: {Xx: [1]}}", "channels.weights", "symbols of elements");
        refused("channels: {weights: {H: 1}}", "channels.weights.H", "list of numbers");
        refused("channels: {weights: {H: [a]}}", "channels.weights.H", "number");
        refused("channels: {weights: {H: [1], C: [1, 2]}}", "channels", "1 weights");
        refused("channels: {weights: {H: [1]}, count: 2}", "unknown key", "count");
        assertThatThrownBy(() -> fit("channels: {weights: {H: [1], C: [1]}}"))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("representations.0.density.channels")
                .hasMessageContaining("none of O");
        assertThatThrownBy(() -> Options.parse("""
                        representations:
                          - {density: {channels: {count: 2}}}
                          - {cutoff: {radius: 6}}
                        targets: {energy: {key: energy}}
                        """, Path.of(""))).hasMessageContaining("the same density.channels");
    }

    private static void refused(String channels, String... parts) {
        assertThatThrownBy(() -> options(channels))
                .isInstanceOf(OptionsException.class)
                .hasMessageContainingAll(parts);
    }
}
