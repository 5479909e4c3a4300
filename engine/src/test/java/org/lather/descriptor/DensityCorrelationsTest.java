package org.lather.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.Range;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.SymmetryFunctions.Angular;
import org.lather.descriptor.SymmetryFunctions.Radial;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Symmetry functions, composition and pair correlation as integrals of density correlations (Willatt, Musil, Ceriotti
 * 2019, doi:10.1063/1.5090481). The density is expanded in one Gaussian exp(−η r²) times N, the function of a basis
 * with max_radial 0.
 */
class DensityCorrelationsTest {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels HCO = Channels.oneHot(ELEMENTS);
    private static final double RADIUS = 4;
    private static final Cutoff CUTOFF = new Cutoff(RADIUS, new Smoothing.ShiftedCosine(RADIUS));
    /** The exponent of the only radial function, whose width is the cutoff radius. */
    private static final double ETA = 0.5 / (RADIUS * RADIUS);

    private static DensityExpansion expansion(double width, int maxAngular) {
        return new DensityExpansion(CUTOFF, new GaussianDensity(width, 0, null), new Basis(maxAngular, 0, null));
    }

    private static SymmetryFunctions radial(double eta) {
        return new SymmetryFunctions(CUTOFF, List.of(new Radial(eta, 0)), List.of(), List.of(), List.of());
    }

    private static FeatureBlock features(Structure s, Descriptor d) {
        try (Backend backend = new ReferenceBackend(Precision.DOUBLE);
                Batch batch = backend.upload(List.of(s), HCO);
                Features f = backend.features(Range.all(batch), d)) {
            return f.download();
        }
    }

    /** N times the integral of an atom's Gaussian. */
    private static double unit(double width) {
        // Γ(3/2) = √π/2
        double norm = Math.sqrt(2 / (Math.pow(RADIUS, 3) * Math.sqrt(Math.PI) / 2));
        return norm * Math.pow(4 * Math.PI * width * width, 0.75);
    }

    /** The mean of exp(−η r²) over a Gaussian of an atom is a G² of another η times a factor. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.3, 0.7})
    void aRadialFunctionIsAnIntegralOfTheDensity(double width) {
        Structure s = RandomStructures.crystal(new Random(91), 5, ELEMENTS);
        double[] spectrum =
                features(s, new Descriptor.RadialSpectrum(expansion(width, 0))).values();
        double smeared = 1 + 2 * ETA * width * width;
        double[] g2 = features(s, radial(ETA / smeared)).values();
        double factor = Math.sqrt(4 * Math.PI) / unit(width) * Math.pow(smeared, 1.5);
        assertThat(g2).hasSize(spectrum.length);
        for (int k = 0; k < g2.length; k++) {
            assertThat(factor * spectrum[k]).isCloseTo(g2[k], within(1e-11 * Math.max(1, g2[k])));
        }
    }

    /** Values for points in place of Gaussians: three widths, and errors of second and fourth order removed. */
    private static double[] ofPoints(Structure s, int maxAngular) {
        double[] out = new double[0];
        double[] weights = {1.0 / 45, -20.0 / 45, 64.0 / 45};
        for (int h = 0; h < 3; h++) {
            double width = 0.08 / (1 << h);
            double[] p = features(s, new Descriptor.PowerSpectrum(expansion(width, maxAngular)))
                    .values();
            out = h == 0 ? new double[p.length] : out;
            for (int k = 0; k < p.length; k++) {
                out[k] += weights[h] * p[k] / (unit(width) * unit(width));
            }
        }
        return out;
    }

    /** Σ_jk w_j w_k P_l(cos θ_jk) over all ordered pairs of neighbours, also of one with itself. */
    private static double legendre(double[] spectrum, int environment, int l, int a, int b) {
        int pairs = ElementPairs.count(ELEMENTS.length);
        int columns = spectrum.length / 4;
        double p = spectrum[environment * columns + l * pairs + ElementPairs.index(a, b, ELEMENTS.length)];
        return 4
                * Math.PI
                / (2 * l + 1)
                * Math.sqrt(2 * l + 1)
                * (l % 2 == 0 ? 1 : -1)
                * p
                / (a == b ? 1 : Math.sqrt(2));
    }

    /** Four atoms, so that environments have three neighbours. */
    private static Structure four() {
        return Structure.of(
                new int[] {6, 1, 8, 1},
                new double[] {0, 0, 0, 1.1, 0.2, -0.3, -0.5, 1.0, 0.4, 0.3, -0.9, 1.2},
                Cell.NONE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -1, 0.4})
    void anAngularFunctionIsAnIntegralOfTheCorrelationOfTwo(double lambda) {
        Structure s = four();
        double[] p = ofPoints(s, 1);
        double[] g5 = features(
                        s,
                        new SymmetryFunctions(
                                CUTOFF, List.of(), List.of(), List.of(), List.of(new Angular(ETA, 1, lambda))))
                .values();
        // w² of each neighbour, of which a pair with itself consists
        double[] square = selfProducts(s);
        int pairs = ElementPairs.count(ELEMENTS.length);
        for (int i = 0; i < s.size(); i++) {
            for (int a = 0; a < ELEMENTS.length; a++) {
                for (int b = a; b < ELEMENTS.length; b++) {
                    double all = legendre(p, i, 0, a, b) + lambda * legendre(p, i, 1, a, b);
                    double pairwise = a == b ? (all - (1 + lambda) * square[i * ELEMENTS.length + a]) / 2 : all;
                    assertThat(g5[i * pairs + ElementPairs.index(a, b, ELEMENTS.length)])
                            .as("atom %d, elements %d, %d", i, a, b)
                            .isCloseTo(pairwise, within(2e-7));
                }
            }
        }
        assertThat(Arrays.stream(g5).max().orElseThrow()).isGreaterThan(0.1);
    }

    private static double[] selfProducts(Structure s) {
        double[] out = new double[s.size() * ELEMENTS.length];
        for (int i = 0; i < s.size(); i++) {
            for (int j = 0; j < s.size(); j++) {
                if (j != i) {
                    double r = distance(s, i, j);
                    double w = Math.exp(-ETA * r * r) * CUTOFF.value(r);
                    out[i * ELEMENTS.length + HCO.indexOf(s.atomicNumber(j))] += w * w;
                }
            }
        }
        return out;
    }

    /** With all neighbours at one distance, a G⁴ is a function of the angle, which has a Legendre series. */
    @ParameterizedTest
    @CsvSource({"0.1, 1, 1", "0.1, 1, -1", "0.3, 4, 1", "0.05, 3, -1"})
    void anAngularFunctionOfThreeDistancesIsASeriesOfThem(double eta, double zeta, double lambda) {
        double r = 1.3;
        int maxAngular = 14;
        double[] x = new double[12];
        double[][] directions = {{1, 0.1, 0.2}, {-0.4, 0.9, 0.1}, {0.1, -0.5, 0.8}};
        for (int j = 0; j < 3; j++) {
            double length =
                    Math.sqrt(Arrays.stream(directions[j]).map(v -> v * v).sum());
            for (int k = 0; k < 3; k++) {
                x[3 + 3 * j + k] = r * directions[j][k] / length;
            }
        }
        Structure s = Structure.of(new int[] {6, 1, 1, 1}, x, Cell.NONE);
        double[] p = ofPoints(s, maxAngular);
        double w = Math.exp(-ETA * r * r) * CUTOFF.value(r);
        double[] coefficients = new double[maxAngular + 1];
        double[] self = {0};
        series(maxAngular, c -> angular(r, c, eta, zeta, lambda), coefficients, self);
        double all = 0;
        for (int l = 0; l <= maxAngular; l++) {
            all += coefficients[l] * legendre(p, 0, l, 0, 0) / (w * w);
        }
        double expected = (all - 3 * self[0]) / 2;
        double[] g4 = features(
                        s,
                        new SymmetryFunctions(
                                CUTOFF, List.of(), List.of(), List.of(new Angular(eta, zeta, lambda)), List.of()))
                .values();
        assertThat(g4[0]).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
        assertThat(g4[0]).isGreaterThan(0.01);
    }

    private static double angular(double r, double cosine, double eta, double zeta, double lambda) {
        double square = 2 * r * r * (1 - cosine);
        return Math.pow(2, 1 - zeta)
                * Math.pow(Math.max(0, 1 + lambda * cosine), zeta)
                * Math.exp(-eta * (2 * r * r + square))
                * Math.pow(CUTOFF.value(r), 2)
                * CUTOFF.value(Math.sqrt(Math.max(0, square)));
    }

    private static double distance(Structure s, int i, int j) {
        double square = 0;
        for (int k = 0; k < 3; k++) {
            square += Math.pow(s.position(i, k) - s.position(j, k), 2);
        }
        return Math.sqrt(square);
    }

    private interface OfCosine {
        double value(double cosine);
    }

    /** Coefficients (2l + 1)/2 ∫ F P_l by the midpoint rule in the angle, and F(1). */
    private static void series(int maxAngular, OfCosine f, double[] coefficients, double[] atOne) {
        int steps = 20_000;
        for (int i = 0; i < steps; i++) {
            double angle = Math.PI * (i + 0.5) / steps;
            double c = Math.cos(angle);
            double weight = f.value(c) * Math.sin(angle) * Math.PI / steps;
            double before = 0;
            double here = 1;
            for (int l = 0; l <= maxAngular; l++) {
                coefficients[l] += (2 * l + 1) / 2.0 * weight * here;
                double next = ((2 * l + 1) * c * here - l * before) / (l + 1);
                before = here;
                here = next;
            }
        }
        atOne[0] = f.value(1);
    }

    /** The integral over the pair correlation with a radial function is a sum of symmetry functions over atoms. */
    @Test
    void aSumOfRadialFunctionsIsAnIntegralOfThePairCorrelation() {
        double eta = 0.4;
        double sigma = 0.15;
        PairCorrelation.Grid grid = new PairCorrelation.Grid(0, RADIUS + 8 * sigma, 200, sigma);
        Structure s = RandomStructures.crystal(new Random(92), 6, ELEMENTS);
        // without pairs so near that their Gaussian reaches negative distances
        Structure wide = spread(s);
        double[] h = summed(features(wide, new PairCorrelation(CUTOFF, grid)));
        double smeared = 1 + 2 * eta * sigma * sigma;
        FeatureBlock g2 = features(wide, radial(eta / smeared));
        for (int a = 0; a < ELEMENTS.length; a++) {
            for (int b = a; b < ELEMENTS.length; b++) {
                double integral = 0;
                for (int n = 0; n < grid.count(); n++) {
                    double r = grid.distance(n);
                    integral += grid.spacing()
                            * Math.exp(-eta * r * r)
                            * h[ElementPairs.index(a, b, ELEMENTS.length) * grid.count() + n];
                }
                double sum = 0;
                for (int i = 0; i < g2.rows(); i++) {
                    sum += g2.centers()[i] == ELEMENTS[a] ? g2.values()[i * g2.columns() + b] : 0;
                }
                double counted = (a == b ? 0.5 : 1) * sum / Math.sqrt(smeared);
                assertThat(integral).as("elements %d, %d", a, b).isCloseTo(counted, within(1e-9 * Math.max(1, sum)));
            }
        }
        assertThat(Arrays.stream(h).max().orElseThrow()).isGreaterThan(1);
    }

    private static Structure spread(Structure s) {
        double[] x = new double[3 * s.size()];
        double[] h = {5, 0.3, 0, -0.4, 5.5, 0.2, 0.1, 0.5, 4.6};
        for (int i = 0; i < s.size(); i++) {
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] = 2.2 * (i >> k & 1) + 0.15 * Math.sin(7 * i + k);
            }
        }
        return Structure.of(s.atomicNumbers(), x, Cell.periodic(h));
    }

    private static double[] summed(FeatureBlock f) {
        double[] out = new double[f.columns()];
        for (int k = 0; k < f.values().length; k++) {
            out[k % out.length] += f.values()[k];
        }
        return out;
    }

    /** What is left of densities that are averaged over translations: numbers of atoms, and distances. */
    @Test
    void averagesOverTranslationsAreCompositionAndPairCorrelation() {
        Structure s = RandomStructures.cluster(new Random(93), 9, ELEMENTS);
        double[] composition = summed(features(s, new Composition()));
        List<Double> counts = new ArrayList<>();
        for (int z : ELEMENTS) {
            counts.add((double)
                    Arrays.stream(s.atomicNumbers()).filter(y -> y == z).count());
        }
        assertThat(composition)
                .containsExactly(counts.stream().mapToDouble(c -> c).toArray());

        Cutoff sharp = new Cutoff(30, new Smoothing.Step());
        PairCorrelation.Grid grid = new PairCorrelation.Grid(0.1, 6, 24, 0.3);
        double[] h = summed(features(s, new PairCorrelation(sharp, grid)));
        double[] expected = new double[h.length];
        for (int i = 0; i < s.size(); i++) {
            for (int j = i + 1; j < s.size(); j++) {
                int pair = ElementPairs.index(
                        HCO.indexOf(s.atomicNumber(i)), HCO.indexOf(s.atomicNumber(j)), ELEMENTS.length);
                for (int n = 0; n < grid.count(); n++) {
                    double d = (distance(s, i, j) - grid.distance(n)) / grid.width();
                    expected[pair * grid.count() + n] += Math.exp(-d * d / 2) / (grid.width() * Math.sqrt(2 * Math.PI));
                }
            }
        }
        for (int k = 0; k < h.length; k++) {
            assertThat(h[k]).isCloseTo(expected[k], within(1e-12));
        }
    }
}
