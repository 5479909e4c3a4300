package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.math.SphericalHarmonics;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * The vector kernels against the plain sums that define coefficients and power spectrum, at sizes that straddle tiles.
 */
final class CoefficientsAndPowerSpectrumTest {
    private static final int[] ELEMENTS = {1, 6, 7, 8, 16};

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1",
        "1, 3, 2",
        "2, 1, 1",
        "3, 2, 5",
        "4, 0, 3",
        "4, 4, 1",
        "5, 5, 1",
        "5, 2, 3",
        "6, 6, 4",
        "7, 1, 1",
        "7, 3, 4",
        "8, 6, 4",
        "8, 9, 1",
        "9, 4, 2",
        "9, 1, 1",
        "10, 10, 1",
        "10, 3, 5",
        "11, 2, 3",
        "12, 4, 2",
        "13, 3, 3",
        "14, 2, 2",
        "15, 1, 3",
        "16, 5, 2",
        "17, 2, 3",
        "20, 3, 2",
        "21, 2, 3",
        "21, 11, 1",
        "24, 1, 2"
    })
    void agreesWithPlainSums(int n, int maxAngular, int elements) {
        DensityExpansion expansion = expansion(n, maxAngular);
        compare(expansion, Channels.oneHot(Arrays.copyOf(ELEMENTS, elements)), n * 31 + maxAngular);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "8, 3", "10, 1"})
    void mixesElementsIntoChannels(int n, int channels) {
        Random random = new Random(n);
        int[] elements = {1, 6, 8};
        // one weight is 0: an element that a channel does not see
        double[][] weights = new double[elements.length][];
        for (int a = 0; a < elements.length; a++) {
            weights[a] = random.doubles(channels, -1, 1).toArray();
        }
        weights[elements.length - 1][0] = 0;
        Channels mixture = Channels.mixed(elements, weights);
        assertThat(mixture.isOneHot()).isFalse();
        compare(expansion(n, 3), mixture, n);
    }

    @Test
    void refusesMoreValuesThanAnArrayHolds() {
        Ledger ledger = new Ledger();
        assertThatThrownBy(
                        () -> new CpuFeatures(new int[600_000], 3696, Precision.SINGLE, ledger, new FreeList(ledger)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 581029 environments of 3696 features at a time, got 600000");
        assertThat(ledger.heldBytes()).isZero();
    }

    private static void near(String what, double[] got, int from, double[] expected) {
        for (int k = 0; k < expected.length; k++) {
            if (!(Math.abs(got[from + k] - expected[k]) <= 1e-13)) {
                throw new AssertionError(
                        what + ", value " + k + ": expected " + expected[k] + ", got " + got[from + k]);
            }
        }
    }

    private static DensityExpansion expansion(int n, int maxAngular) {
        return new DensityExpansion(
                new Cutoff(4, new Smoothing.ShiftedCosine(1)),
                new GaussianDensity(0.5, 0.7, new RadialScaling.Willatt2018(1, 2, 3)),
                new Basis(maxAngular, n - 1, 1e-3));
    }

    private static void compare(DensityExpansion expansion, Channels channels, long seed) {
        Structure s = random(channels.atomicNumbers(), seed);
        int n = expansion.basis().radialSize();
        int lm = expansion.basis().angularSize();
        int q = channels.count() * n;
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 1);
                Batch batch = backend.upload(List.of(s), channels)) {
            Descriptor raw = new Descriptor.SphericalExpansion(expansion);
            Descriptor power = new Descriptor.PowerSpectrum(expansion);
            try (Features c = backend.features(new Range(batch, 0, s.size()), raw);
                    Features p = backend.features(new Range(batch, 0, s.size()), power)) {
                double[] gotC = c.download().values();
                double[] gotP = p.download().values();
                for (int i = 0; i < s.size(); i++) {
                    double[] expected = coefficients(s, i, expansion, channels);
                    near("coefficients of atom " + i, gotC, i * lm * q, expected);
                    double[] spectrum = spectrum(expected, expansion.basis().maxAngular(), q);
                    near("power spectrum of atom " + i, gotP, i * spectrum.length, spectrum);
                    double square = 0;
                    for (double v : spectrum) {
                        square += v * v;
                    }
                    near("norm of atom " + i, ((CpuFeatures) p).norms(), i, new double[] {Math.sqrt(square)});
                }
            }
        }
    }

    /** A few atoms of all elements, and one far away from all others. */
    static Structure random(int[] elements, long seed) {
        Random random = new Random(seed);
        int atoms = 23;
        int[] numbers = new int[atoms];
        double[] positions = new double[3 * atoms];
        for (int i = 0; i < atoms; i++) {
            numbers[i] = elements[random.nextInt(i < 12 ? Math.min(2, elements.length) : elements.length)];
            for (int x = 0; x < 3; x++) {
                positions[3 * i + x] = i == 0 ? 50 : 6 * random.nextDouble();
            }
        }
        return Structure.of(numbers, positions, Cell.NONE);
    }

    private static double[] coefficients(Structure s, int i, DensityExpansion e, Channels channels) {
        int n = e.basis().radialSize();
        int maxAngular = e.basis().maxAngular();
        int q = channels.count() * n;
        RadialIntegral integral = RadialIntegrals.of(e);
        SphericalHarmonics harmonics = new SphericalHarmonics(maxAngular);
        double[] radial = new double[(maxAngular + 1) * n];
        double[] y = new double[harmonics.size()];
        double[] out = new double[harmonics.size() * q];
        for (int j = 0; j < s.size(); j++) {
            double[] d = new double[3];
            for (int x = 0; x < 3; x++) {
                d[x] = s.position(j, x) - s.position(i, x);
            }
            double r = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            if (r >= e.cutoff().radius()) {
                continue;
            }
            double weight = j == i
                    ? e.density().centerAtomWeight()
                    : e.cutoff().value(r) * e.density().scalingValue(r);
            integral.values(r, radial);
            harmonics.values(d[0], d[1], d[2], y);
            int a = channels.indexOf(s.atomicNumber(j));
            for (int l = 0; l <= (j == i ? 0 : maxAngular); l++) {
                for (int m = l * l; m < (l + 1) * (l + 1); m++) {
                    for (int c = 0; c < channels.count(); c++) {
                        for (int k = 0; k < n; k++) {
                            out[m * q + c * n + k] += channels.weight(a, c) * weight * radial[l * n + k] * y[m];
                        }
                    }
                }
            }
        }
        return out;
    }

    private static double[] spectrum(double[] c, int maxAngular, int q) {
        double[] out = new double[q * (q + 1) / 2 * (maxAngular + 1)];
        int at = 0;
        for (int l = 0; l <= maxAngular; l++) {
            for (int i = 0; i < q; i++) {
                for (int j = i; j < q; j++) {
                    double sum = 0;
                    for (int m = l * l; m < (l + 1) * (l + 1); m++) {
                        sum += c[m * q + i] * c[m * q + j];
                    }
                    out[at++] = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1) * (i == j ? 1 : Math.sqrt(2)) * sum;
                }
            }
        }
        return out;
    }
}
