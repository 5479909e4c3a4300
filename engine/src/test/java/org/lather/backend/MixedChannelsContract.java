package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/** Channels that mix elements: what is computed in them is linear algebra of the channels of the elements. */
abstract class MixedChannelsContract extends AgainstReference {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels ONE_HOT = Channels.oneHot(ELEMENTS);
    private static final DensityExpansion EXPANSION = new DensityExpansion(
            new Cutoff(3.4, new Smoothing.ShiftedCosine(0.8)),
            new GaussianDensity(0.5, 0.7, new RadialScaling.Willatt2018(1, 2, 3)),
            new Basis(3, 2, 1e-8));
    private static final Descriptor COEFFICIENTS = new Descriptor.SphericalExpansion(EXPANSION);
    private static final Descriptor SPECTRUM = new Descriptor.PowerSpectrum(EXPANSION);
    private static final Covariance COVARIANCE = new Covariance(2, Covariance.Centers.ANY);

    /** Three elements in two channels; one channel does not see one element. */
    private static final double[][] WEIGHTS = {{0.8, 0}, {-0.5, 0.7}, {0.3, 1.1}};

    private static final Channels MIXED = Channels.mixed(ELEMENTS, WEIGHTS);

    static Stream<Descriptor> descriptors() {
        return Stream.of(
                COEFFICIENTS,
                SPECTRUM,
                new Descriptor.LambdaSoap(EXPANSION, 1, 1),
                new Descriptor.LambdaSoap(EXPANSION, 2, -1),
                new Descriptor.Bispectrum(EXPANSION, 1));
    }

    private static List<Structure> structures(long seed) {
        Random random = new Random(seed);
        return List.of(RandomStructures.cluster(random, 9, ELEMENTS), RandomStructures.crystal(random, 4, ELEMENTS));
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void givesFeaturesOfTheReference(Descriptor descriptor) {
        List<Structure> s = structures(51);
        double[] expected = features(reference, s, MIXED, descriptor).values();
        double[] got = features(backend, s, MIXED, descriptor).values();
        near(descriptor.toString(), got, expected, tolerance().feature(Math.max(1, largest(expected)), 64));
    }

    /** c_J = Σ_a u_aJ c_a. */
    @Test
    void mixesCoefficientsOfTheElements() {
        List<Structure> s = structures(52);
        double[] c = features(backend, s, ONE_HOT, COEFFICIENTS).values();
        double[] got = features(backend, s, MIXED, COEFFICIENTS).values();
        int n = EXPANSION.basis().radialSize();
        double[] expected = new double[got.length];
        for (int i = 0; i < expected.length; i++) {
            for (int a = 0; a < 3; a++) {
                expected[i] += WEIGHTS[a][i / n % 2] * c[i / n / 2 * 3 * n + a * n + i % n];
            }
        }
        near("coefficients", got, expected, tolerance().feature(Math.max(1, largest(expected)), 64));
    }

    @Test
    void unitMatrixIsOneChannelForEachElement() {
        Channels unit = Channels.mixed(ELEMENTS, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        assertThat(unit).isEqualTo(ONE_HOT);
        assertThat(unit.isOneHot()).isTrue();
        List<Structure> s = structures(53);
        assertThat(features(backend, s, unit, SPECTRUM).values())
                .isEqualTo(features(backend, s, ONE_HOT, SPECTRUM).values());
    }

    /** A permutation is computed as a mixture, of one element each. */
    @Test
    void permutationHasTheBitsOfTheElements() {
        Channels turned = Channels.mixed(ELEMENTS, new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
        assertThat(turned.isOneHot()).isFalse();
        List<Structure> s = structures(54);
        double[] c = features(backend, s, ONE_HOT, COEFFICIENTS).values();
        double[] got = features(backend, s, turned, COEFFICIENTS).values();
        int n = EXPANSION.basis().radialSize();
        double[] expected = new double[got.length];
        for (int i = 0; i < c.length; i++) {
            int element = i / n % 3;
            expected[i - element * n + (element + 1) % 3 * n] = c[i];
        }
        assertThat(got).isEqualTo(expected);
    }

    /** With an orthogonal matrix the features are rotated, and scalar products stay. */
    @Test
    void orthogonalMixtureKeepsCovariances() {
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        Channels rotated =
                Channels.mixed(ELEMENTS, new double[][] {{c, -s, 0}, {0.6 * s, 0.6 * c, 0.8}, {-0.8 * s, -0.8 * c, 0.6}
                });
        double limit = tolerance().computedCovariance(SPECTRUM.columns(ONE_HOT), 2);
        near("scalars", scalars(rotated), scalars(ONE_HOT), limit);
        near("tensors", tensors(rotated), tensors(ONE_HOT), 4 * limit);
    }

    private double[] scalars(Channels channels) {
        try (Batch batch = backend.upload(structures(55), channels);
                Features x = backend.features(Range.all(batch), SPECTRUM);
                Tile out = backend.tile(x.rows(), x.rows())) {
            backend.covariances(Side.of(x), Side.of(x), COVARIANCE, 1, out);
            return out.download();
        }
    }

    private double[] tensors(Channels channels) {
        try (Batch batch = backend.upload(structures(55), channels);
                Features x0 = backend.features(Range.all(batch), SPECTRUM);
                Features x = backend.features(Range.all(batch), new Descriptor.LambdaSoap(EXPANSION, 1, 1));
                Tile out = backend.tile(x.rows(), x.rows())) {
            backend.covariances(new Side(x, x0), new Side(x, x0), COVARIANCE, 1, out);
            return out.download();
        }
    }

    /** E = Σ_i Σ_j w_j k(i, j). */
    private double[] energies(List<Structure> structures, Descriptor d, FeatureBlock representatives, double[] w) {
        double[] out = new double[structures.size()];
        try (Batch batch = backend.upload(structures, MIXED);
                Features z = backend.load(copy(representatives));
                Tile tile = backend.tile(batch.environments(), w.length)) {
            backend.covariances(Range.all(batch), d, z, COVARIANCE, 1, tile);
            double[] k = tile.download();
            for (int s = 0, e = 0; s < out.length; s++) {
                for (int i = 0; i < batch.atoms(s); i++, e++) {
                    for (int j = 0; j < w.length; j++) {
                        out[s] += k[e * w.length + j] * w[j];
                    }
                }
            }
        }
        return out;
    }

    private static FeatureBlock copy(FeatureBlock block) {
        return new FeatureBlock(
                block.values().clone(), block.columns(), block.centers().clone());
    }

    static Stream<Descriptor> withGradients() {
        return Stream.of(COEFFICIENTS, SPECTRUM);
    }

    @ParameterizedTest
    @MethodSource("withGradients")
    void gradientsAreDifferencesOfTheEnergy(Descriptor d) {
        assumeTrue(
                backend.info().precision() == Precision.DOUBLE,
                "features in single precision are steps: differences of them say nothing");
        Random random = new Random(56);
        Structure s = RandomStructures.cluster(random, 6, ELEMENTS);
        while (!FiniteDifferences.clear(s, EXPANSION)) {
            s = RandomStructures.cluster(random, 6, ELEMENTS);
        }
        FeatureBlock z = features(reference, structures(57), MIXED, d);
        double[] w = gaussian(random, z.rows());
        double[] expected = FiniteDifferences.positions(s, moved -> energies(moved, d, z, w));
        near("adjoint", adjoint(s, d, z, w), expected, 1e-8 * largest(expected));
        near("rows", rows(s, d, z, w), expected, 1e-8 * largest(expected));
    }

    private double[] adjoint(Structure s, Descriptor d, FeatureBlock representatives, double[] w) {
        double[] positions = new double[3 * s.size()];
        Gradients g = backend.gradients();
        try (Batch batch = backend.upload(List.of(s), MIXED);
                Features z = backend.load(copy(representatives));
                Features x = backend.features(Range.all(batch), d);
                Features v = g.featureGradient(x, z, COVARIANCE, 1, w, new double[s.size()])) {
            g.pullBack(WeightedRange.all(batch, ones(s.size())), d, v, positions, new double[9]);
        }
        return positions;
    }

    private double[] rows(Structure s, Descriptor d, FeatureBlock representatives, double[] w) {
        double[] out = new double[3 * s.size()];
        try (Batch batch = backend.upload(List.of(s), MIXED);
                Features z = backend.load(copy(representatives));
                Tile positions = backend.tile(out.length, w.length);
                Tile strain = backend.tile(9, w.length)) {
            WeightedRange all = WeightedRange.all(batch, ones(s.size()));
            backend.gradients().rows(all, d, z, COVARIANCE, 1, new DerivativeTiles(positions, strain));
            double[] k = positions.download();
            for (int i = 0; i < k.length; i++) {
                out[i / w.length] += w[i % w.length] * k[i];
            }
        }
        return out;
    }

    private static double[] ones(int count) {
        double[] out = new double[count];
        Arrays.fill(out, 1);
        return out;
    }
}
