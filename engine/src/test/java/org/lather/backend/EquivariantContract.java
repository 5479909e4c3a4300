package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** λ-SOAP and the covariance of tensors: how they turn, what they are made of, and that all backends agree. */
abstract class EquivariantContract extends AgainstReference {
    private static final Channels CHANNELS = Channels.oneHot(1, 6, 8);

    private static DensityExpansion expansion(int maxAngular, int maxRadial, @Nullable Double accuracy) {
        return new DensityExpansion(
                new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, null),
                new Basis(maxAngular, maxRadial, accuracy));
    }

    private static Structure structure(Random random) {
        return random.nextBoolean()
                ? RandomStructures.cluster(random, 7, 1, 6, 8)
                : RandomStructures.crystal(random, 5, 1, 6, 8);
    }

    /** The atoms under a matrix, which may be no rotation. */
    private static Structure moved(Structure s, double[] r) {
        return Structure.of(
                s.atomicNumbers(),
                Rotations.apply(r, s.positions()),
                s.cell().anyPeriodic()
                        ? Cell.periodic(Rotations.apply(r, s.cell().rows()))
                        : Cell.NONE);
    }

    /** Rotated atoms have D^λ T, D from a quadrature on the sphere; inverted ones σ (−1)^λ T. */
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "1,-1", "2,1", "2,-1", "3,1", "4,-1", "5,1", "6,1", "6,-1"})
    void turnsWithTheAtoms(int lambda, int sigma) {
        Random random = new Random(80 + lambda);
        Structure s = structure(random);
        Descriptor d = new Descriptor.LambdaSoap(expansion(lambda > 4 ? 4 : 3, 2, 1e-8), lambda, sigma);
        FeatureBlock before = features(backend, List.of(s), CHANNELS, d);
        double[] r = Rotations.random(random);
        FeatureBlock turned = features(backend, List.of(moved(s, r)), CHANNELS, d);
        double[] inversion = {-1, 0, 0, 0, -1, 0, 0, 0, -1};
        FeatureBlock inverted = features(backend, List.of(moved(s, inversion)), CHANNELS, d);
        double[] matrices = Rotations.matrices(r, lambda);
        int all = (lambda + 1) * (lambda + 1);
        int rows = 2 * lambda + 1;
        int columns = before.columns();
        double[] expected = new double[before.values().length];
        double[] opposite = new double[expected.length];
        for (int i = 0; i < s.size(); i++) {
            for (int m = 0; m < rows; m++) {
                for (int k = 0; k < columns; k++) {
                    int at = (i * rows + m) * columns + k;
                    for (int n = 0; n < rows; n++) {
                        expected[at] += matrices[(lambda * lambda + m) * all + lambda * lambda + n]
                                * before.values()[(i * rows + n) * columns + k];
                    }
                    opposite[at] = sigma * (lambda % 2 == 0 ? 1 : -1) * before.values()[at];
                }
            }
        }
        double scale = largest(before.values());
        assertThat(scale).isGreaterThan(1e-4);
        near("turned", turned.values(), expected, 30 * tolerance().feature(scale, 100));
        near("inverted", inverted.values(), opposite, 30 * tolerance().feature(scale, 100));
    }

    @Test
    void refusesWhatTwoDensitiesDoNotHave() {
        DensityExpansion e = expansion(2, 1, 1e-8);
        assertThatThrownBy(() -> new Descriptor.LambdaSoap(e, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lambda 0 with sigma -1");
        assertThatThrownBy(() -> new Descriptor.LambdaSoap(e, 5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lambda from 0 to 4");
    }

    @Test
    void isThePowerSpectrumForScalars() {
        Random random = new Random(91);
        List<Structure> structures = List.of(structure(random), structure(random));
        DensityExpansion e = expansion(4, 3, 1e-8);
        double[] power = features(backend, structures, CHANNELS, new Descriptor.PowerSpectrum(e))
                .values();
        double[] scalars = features(backend, structures, CHANNELS, new Descriptor.LambdaSoap(e, 0, 1))
                .values();
        near("scalars", scalars, power, 8 * tolerance().feature(largest(power), 100));
    }

    @ParameterizedTest
    @CsvSource({"0,1,0,0", "1,1,4,3", "1,-1,2,0", "2,1,3,3", "2,-1,3,2", "3,1,5,1", "6,1,6,2", "2,1,6,7"})
    void agreesWithTheReference(int lambda, int sigma, int maxAngular, int maxRadial) {
        Random random = new Random(100 + lambda);
        List<Structure> structures = List.of(
                RandomStructures.cluster(random, 1, 1, 6, 8),
                structure(random),
                RandomStructures.cluster(random, 9, 1, 6, 8),
                RandomStructures.crystal(random, 4, 1, 6, 8));
        DensityExpansion e = expansion(maxAngular, maxRadial, 1e-8);
        Descriptor.LambdaSoap all = new Descriptor.LambdaSoap(e, lambda, sigma);
        FeatureBlock expected = features(reference, structures, CHANNELS, all);
        FeatureBlock got = features(backend, structures, CHANNELS, all);
        assertThat(got.centers()).isEqualTo(expected.centers());
        double limit = tolerance().feature(largest(expected.values()), 100);
        near("all", got.values(), expected.values(), limit);
        // some columns, without the others: the very numbers
        int size = all.columns(CHANNELS);
        int[] some = random.ints(0, size).limit(40).sorted().distinct().toArray();
        Descriptor few = new Descriptor.LambdaSoap(e, lambda, sigma, Columns.of(some));
        FeatureBlock selected = features(backend, structures, CHANNELS, few);
        double[] picked = new double[got.rows() * some.length];
        for (int i = 0; i < got.rows(); i++) {
            for (int k = 0; k < some.length; k++) {
                picked[i * some.length + k] = expected.values()[i * size + some[k]];
            }
        }
        near("selected", selected.values(), picked, limit);
        // a range is part of the whole, bit by bit
        FeatureBlock part = features(backend, structures, CHANNELS, all, 2, 7);
        assertThat(part.values())
                .isEqualTo(Arrays.copyOfRange(got.values(), 2 * all.components() * size, 7 * all.components() * size));
    }

    /**
     * ∫ dR D^λ_MM'(R) |Σ_anlm c_anlm (D(R) c')_anlm|² = Σ_σ p^λσ_M·p^λσ_M' / (2 λ + 1): over rotations alone both
     * parities stay (Grisafi et al. 2018, doi:10.1103/PhysRevLett.120.036002, eq. 3).
     */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3"})
    void isTheIntegralOverRotations(int lambda) {
        Random random = new Random(120 + lambda);
        int maxAngular = 2;
        DensityExpansion e = expansion(maxAngular, 2, null);
        List<Structure> structures = List.of(structure(random), structure(random));
        FeatureBlock c = features(backend, structures, CHANNELS, new Descriptor.SphericalExpansion(e));
        FeatureBlock plus = features(backend, structures, CHANNELS, new Descriptor.LambdaSoap(e, lambda, 1));
        FeatureBlock minus = lambda == 0
                ? new FeatureBlock(new double[0], 0, plus.centers())
                : features(backend, structures, CHANNELS, new Descriptor.LambdaSoap(e, lambda, -1));
        int last = c.rows() - 1;
        int rows = 2 * lambda + 1;
        double[] integral =
                Rotations.tensorIntegral(c.values(), 0, last * c.columns(), c.columns(), maxAngular, lambda);
        double[] kernel = new double[rows * rows];
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < rows; n++) {
                kernel[m * rows + n] = (product(plus, m, last * rows + n) + product(minus, m, last * rows + n)) / rows;
            }
        }
        assertThat(largest(kernel)).isGreaterThan(1e-3);
        near("lambda " + lambda, kernel, integral, 100 * tolerance().feature(largest(kernel), 100));
    }

    /** ∫ dR |Σ_anlm c_anlm (D(R) c')_anlm|³ = Σ_σ B^σ·B^σ'. */
    @ParameterizedTest
    @ValueSource(longs = {141, 142})
    void isTheIntegralOfTheCube(long seed) {
        Random random = new Random(seed);
        int maxAngular = 2;
        DensityExpansion e = expansion(maxAngular, 1, null);
        List<Structure> structures = List.of(structure(random), structure(random));
        FeatureBlock c = features(backend, structures, CHANNELS, new Descriptor.SphericalExpansion(e));
        FeatureBlock plus = features(backend, structures, CHANNELS, new Descriptor.Bispectrum(e, 1));
        FeatureBlock minus = features(backend, structures, CHANNELS, new Descriptor.Bispectrum(e, -1));
        int last = c.rows() - 1;
        double integral = Rotations.cubeIntegral(c.values(), 0, last * c.columns(), c.columns(), maxAngular);
        double kernel = product(plus, 0, last) + product(minus, 0, last);
        double scale = Math.sqrt(product(plus, 0, 0) * product(plus, last, last));
        near(
                "seed " + seed,
                new double[] {kernel},
                new double[] {integral},
                100 * tolerance().feature(scale, 200));
    }

    @ParameterizedTest
    @CsvSource({"1,0,0", "1,3,2", "-1,3,2", "1,4,1", "-1,2,3"})
    void agreesInTheBispectrum(int sigma, int maxAngular, int maxRadial) {
        Random random = new Random(150 + maxAngular);
        List<Structure> structures = List.of(
                RandomStructures.cluster(random, 1, 1, 6, 8),
                structure(random),
                RandomStructures.crystal(random, 4, 1, 6, 8));
        DensityExpansion e = expansion(maxAngular, maxRadial, 1e-8);
        Descriptor.Bispectrum all = new Descriptor.Bispectrum(e, sigma);
        FeatureBlock expected = features(reference, structures, CHANNELS, all);
        FeatureBlock got = features(backend, structures, CHANNELS, all);
        double limit = tolerance().feature(largest(expected.values()), 100);
        near("all", got.values(), expected.values(), limit);
        int size = all.columns(CHANNELS);
        int[] some = random.ints(0, size).limit(30).sorted().distinct().toArray();
        FeatureBlock selected =
                features(backend, structures, CHANNELS, new Descriptor.Bispectrum(e, sigma, Columns.of(some)));
        double[] picked = new double[got.rows() * some.length];
        for (int i = 0; i < got.rows(); i++) {
            for (int k = 0; k < some.length; k++) {
                picked[i * some.length + k] = expected.values()[i * size + some[k]];
            }
        }
        near("selected", selected.values(), picked, limit);
    }

    private static double product(FeatureBlock f, int i, int j) {
        double sum = 0;
        for (int k = 0; k < f.columns(); k++) {
            sum += f.values()[i * f.columns() + k] * f.values()[j * f.columns() + k];
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"1,1,SAME", "1,2,ANY", "2,3,SAME", "2,1.5,SAME", "0,4,SAME"})
    void multipliesTensorsByScalars(int lambda, double zeta, Covariance.Centers centers) {
        Random random = new Random(130 + lambda);
        List<Structure> structures =
                List.of(structure(random), structure(random), RandomStructures.cluster(random, 1, 1, 6, 8));
        DensityExpansion e = expansion(3, 3, 1e-8);
        FeatureBlock scalars = features(reference, structures, CHANNELS, new Descriptor.PowerSpectrum(e));
        FeatureBlock tensors = features(reference, structures, CHANNELS, new Descriptor.LambdaSoap(e, lambda, 1));
        Covariance covariance = new Covariance(zeta, centers);
        double[] expected = tensorCovariances(reference, tensors, scalars, covariance);
        double[] got = tensorCovariances(backend, tensors, scalars, covariance);
        near("covariances", got, expected, 10 * tolerance().computedCovariance(tensors.columns(), zeta));
        if (lambda == 0) {
            // a fifth of the weight on what is there before
            try (Features x = backend.load(scalars);
                    Tile plain = backend.tile(x.rows(), x.rows())) {
                backend.covariances(Side.of(x), Side.of(x), covariance, 0.2, plain);
                near("scalars", got, plain.download(), 10 * tolerance().computedCovariance(x.columns(), zeta));
            }
        }
    }

    private static double[] tensorCovariances(Backend b, FeatureBlock tensors, FeatureBlock scalars, Covariance k) {
        try (Features x = b.load(tensors);
                Features x0 = b.load(scalars);
                Tile out = b.tile(x.rows(), x.rows())) {
            b.covariances(new Side(x, x0), new Side(x, x0), k, 0.15, out);
            b.covariances(new Side(x, x0), new Side(x, x0), k, 0.05, out);
            return out.download();
        }
    }

    @Test
    void refusesRowsThatDoNotBelongTogether() {
        try (Features x = backend.load(new FeatureBlock(new double[14], 2, new int[7]));
                Features x0 = backend.load(new FeatureBlock(new double[6], 2, new int[3]));
                Tile out = backend.tile(7, 7)) {
            Covariance k = new Covariance(2, Covariance.Centers.SAME);
            assertThatThrownBy(() -> backend.covariances(new Side(x, x0), new Side(x, x0), k, 1, out))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 lambda + 1 rows");
        }
    }
}
