package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.density.Channels;
import org.lather.density.Embedding;
import org.lather.describe.Describer;
import org.lather.describe.FeatureRequest;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.kernel.Covariance;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Channels that a training learns. */
class LearntChannelsTest {
    private static final int[] ELEMENTS = {1, 6, 8};

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String channels) {
        return Options.parse("""
                representations:
                  - cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4, channels: %s}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                model: {representatives: {count: 20}, noise: 0.01}
                targets: {energy: {key: energy, unit: eV, baseline: composition}}
                """.formatted(channels), Path.of(""));
    }

    private static double[] random(long seed, int n) {
        return new Random(seed).doubles(n, -1, 1).toArray();
    }

    private ChannelSample sample(List<Structure> structures) {
        return ChannelSample.of(
                structures, List.of(options("elements").descriptors().get(0).onlyExpansion()), ELEMENTS, backend);
    }

    @Test
    void mixedSpectraAreTheFeaturesOfTheBackend() {
        List<Structure> structures = SmallTraining.clusters(81, 3);
        double[] u = random(5, 6);
        ChannelSample sample = sample(structures);
        Descriptor descriptor = options("elements").descriptors().get(0);
        Channels mixed = Channels.mixed(ELEMENTS, new double[][] {{u[0], u[1]}, {u[2], u[3]}, {u[4], u[5]}});
        ChannelSample.Part part = sample.parts().get(0);
        double[] c = new double[9 * 2 * part.radial()];
        double[] p = new double[part.columns(2)];
        int pairs = p.length / part.orders();
        try (Batch batch = backend.upload(structures, mixed);
                Features features = backend.features(Range.all(batch), descriptor)) {
            double[] expected = features.download().values();
            for (int i = 0; i < features.rows(); i++) {
                sample.mix(part, i, u, 2, c);
                ChannelSample.spectrum(part, c, 2, p, 0);
                for (int k = 0; k < p.length; k++) {
                    int sign = (k / pairs) % 2 == 0 ? 1 : -1;
                    assertThat(sign * p[k]).isCloseTo(expected[i * p.length + k], within(1e-13));
                }
            }
        }
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        List<Structure> structures = SmallTraining.clusters(82, 12);
        int environments = structures.stream().mapToInt(Structure::size).sum();
        int[] structure = new int[environments];
        double[] factor = new double[environments];
        int e = 0;
        for (int s = 0; s < 12; s++) {
            for (int k = 0; k < structures.get(s).size(); k++, e++) {
                structure[e] = s == 11 ? -1 : s;
                factor[e] = 1.0 / structures.get(s).size();
            }
        }
        int[] atom = IntStream.range(0, environments).map(i -> i < 30 ? i : -1).toArray();
        double[] ones = new double[environments];
        Arrays.fill(ones, 1);
        List<ChannelLikelihood.Rows> rows = List.of(
                new ChannelLikelihood.Rows(structure, factor, random(7, 11), random(8, 11, 1, 2)),
                new ChannelLikelihood.Rows(atom, ones, random(9, 30), random(10, 30, 1, 2)));
        for (Covariance covariance :
                List.of(new Covariance(2.5, Covariance.Centers.SAME), new Covariance(1, Covariance.Centers.ANY))) {
            ChannelLikelihood f = new ChannelLikelihood(
                    sample(structures),
                    rows,
                    covariance,
                    new double[] {0.7},
                    random(11, 6),
                    backend.algebra().dense());
            double[] x = f.first();
            for (int k = 0; k < 6; k++) {
                x[k] += 0.1 * (k + 1);
            }
            double[] gradient = new double[x.length];
            f.value(x, gradient);
            for (int k = 0; k < x.length; k++) {
                double[] unused = new double[x.length];
                double h = 1e-4;
                double old = x[k];
                x[k] = old + h;
                double up = f.value(x, unused);
                x[k] = old - h;
                double down = f.value(x, unused);
                x[k] = old;
                assertThat(gradient[k]).isNotZero().isCloseTo((up - down) / (2 * h), within(2e-7));
            }
        }
    }

    private static double[] random(long seed, int n, double from, double to) {
        return new Random(seed).doubles(n, from, to).toArray();
    }

    /** Covariances do not change if channels are rotated among themselves and scaled. */
    @Test
    void principalChannelsHaveTheSameSimilarities() {
        double[] u = random(12, 12);
        double[][] got = PrincipalChannels.of(u, 3);
        double squares = Arrays.stream(u).map(x -> x * x).sum();
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                double expected = 0;
                double found = 0;
                for (int j = 0; j < 3; j++) {
                    expected += u[a * 3 + j] * u[b * 3 + j] * 4 / squares;
                    found += got[a][j] * got[b][j];
                }
                assertThat(found).isCloseTo(expected, within(1e-5));
            }
        }
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < j; k++) {
                double product = 0;
                for (double[] row : got) {
                    product += row[j] * row[k];
                }
                assertThat(product).isCloseTo(0, within(1e-5));
            }
        }
    }

    /** A value that depends on neighbours through one number of each element, in which oxygen equals carbon. */
    private static List<Structure> alike(long seed, int count) {
        List<Structure> out = new ArrayList<>();
        for (Structure s : SmallTraining.clusters(seed, count)) {
            double sum = 0;
            for (int i = 0; i < s.size(); i++) {
                for (int j = 0; j < i; j++) {
                    double r2 = 0;
                    for (int k = 0; k < 3; k++) {
                        double d = s.positions()[3 * i + k] - s.positions()[3 * j + k];
                        r2 += d * d;
                    }
                    double q = (s.atomicNumber(i) == 1 ? 0.3 : -1) * (s.atomicNumber(j) == 1 ? 0.3 : -1);
                    sum += q * Math.exp(-r2 / 2);
                }
            }
            out.add(s.with(s.annotations().with("energy", sum)));
        }
        return out;
    }

    @Test
    void elementsThatActAlikeBecomeAlike() {
        Options options = options("{count: 3, from: learnt, electronegativity_width: 0.5}")
                .with(Map.of("model.kernel.centers", "any"));
        double[][] start =
                new Embedding.FromProperties(3, 0.5, 0.3).channels(ELEMENTS).weights();
        try (Model m = SmallTraining.fit(options, backend, alike(83, 80))) {
            double[][] u = m.parameters().channels().weights();
            assertThat(cosine(start[1], start[2])).isLessThan(0.5);
            assertThat(cosine(u[1], u[2])).isGreaterThan(0.98);
            assertThat(cosine(u[0], u[1])).isLessThan(0.9);
        }
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] * b[j]).sum();
    }

    @Test
    void theOptionsOfTheModelGiveTheSameBits() {
        List<Structure> train = SmallTraining.clusters(84, 24);
        Structure s = SmallTraining.clusters(85, 1).get(0);
        try (Model learnt = SmallTraining.fit(options("{count: 2, from: learnt}"), backend, train);
                Model again = SmallTraining.fit(options("{count: 2, from: learnt}"), backend, train)) {
            Options decided = learnt.parameters().options();
            assertThat(decided.toYaml()).contains("weights:").doesNotContain("learnt");
            assertThat(decided.toYaml()).isEqualTo(again.parameters().options().toYaml());
            try (Model given = SmallTraining.fit(Options.parse(decided.toYaml(), Path.of("")), backend, train)) {
                assertThat(given.predict(s, Request.GRADIENTS).value("energy"))
                        .isEqualTo(learnt.predict(s, Request.GRADIENTS).value("energy"));
                assertThat(given.predict(s, Request.GRADIENTS).forces("energy"))
                        .isEqualTo(learnt.predict(s, Request.GRADIENTS).forces("energy"));
            }
        }
    }

    @Test
    void whatCannotLearnIsRefused() {
        assertThatThrownBy(() ->
                        SmallTraining.fit(options("{count: 2, from: learnt}"), backend, SmallTraining.clusters(86, 9)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at least 10 training structures");
        Options bispectrum =
                options("{count: 2, from: learnt}").with(Map.of("representations.0.calculator", "bispectrum"));
        assertThatThrownBy(() -> SmallTraining.fit(bispectrum, backend, SmallTraining.clusters(86, 12)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("expected power spectra");
        assertThatThrownBy(() -> new Describer(backend, Execution.defaults())
                        .toArrays(
                                new FeatureRequest(new RepresentationFile(
                                        options("{count: 2, from: learnt}").representations(), false)),
                                Structures.of(SmallTraining.clusters(86, 1))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("density.channels")
                .hasMessageContaining("a training learns");
    }
}
