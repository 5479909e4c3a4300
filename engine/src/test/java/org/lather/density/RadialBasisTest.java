package org.lather.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.golden.Golden;
import org.lather.golden.Npz;
import org.lather.math.GaussLegendre;

class RadialBasisTest {
    private static final Npz GOLDEN = Golden.load("radial-basis");

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 10, 12, 16, 20})
    void overlapAndItsInverseSquareRoot(int size) {
        GtoBasis basis = new GtoBasis(5, size);
        double[] overlap = GOLDEN.doubles("overlap_N" + size);
        double[] high = GOLDEN.doubles("s_inv_sqrt_N" + size);
        double[] low = GOLDEN.doubles("s_inv_sqrt_low_N" + size);
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                int k = a * size + b;
                assertThat(basis.overlap(a, b).doubleValue()).isCloseTo(overlap[k], within(2e-16));
                BigDecimal expected = new BigDecimal(high[k]).add(new BigDecimal(low[k]));
                assertThat(basis.inverseSquareRoot(a, b)
                                .subtract(expected)
                                .abs()
                                .doubleValue())
                        .as("S^-1/2 of N = %d, element %d, %d", size, a, b)
                        .isLessThan(1e-25);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 16, 20, 41})
    void functionsAreOrthonormal(int size) {
        GtoBasis basis = new GtoBasis(5, size);
        GaussLegendre rule = new GaussLegendre(20);
        double[] r = new double[size];
        double[] gram = new double[size * size];
        int panels = 160;
        double end = 5 + 10 * basis.width(size - 1);
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < rule.points(); i++) {
                double x = end / panels * (p + 0.5 * (1 + rule.node(i)));
                double weight = 0.5 * end / panels * rule.weight(i) * x * x;
                basis.values(x, r);
                for (int a = 0; a < size; a++) {
                    for (int b = 0; b < size; b++) {
                        gram[a * size + b] += weight * r[a] * r[b];
                    }
                }
            }
        }
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                assertThat(gram[a * size + b]).as("%d, %d", a, b).isCloseTo(a == b ? 1 : 0, within(1e-13));
            }
        }
    }

    @Test
    void agreesWithGoldenFunctionsAndIntegrals() {
        for (String radiusAndWidth : List.of("rc5.0_sigma0.4", "rc5.0_sigma0.3", "rc3.5_sigma0.3")) {
            double[] r = GOLDEN.doubles("r_" + radiusAndWidth);
            double radius = Double.parseDouble(radiusAndWidth.substring(2, 5));
            double width = Double.parseDouble(radiusAndWidth.substring(11));
            for (int size : new int[] {4, 8, 10, 12, 16, 20}) {
                String key = radiusAndWidth + "_N" + size;
                if (GOLDEN.has("R_" + key)) {
                    check(key, new GtoBasis(radius, size), width, r);
                }
            }
        }
    }

    private static void check(String key, GtoBasis basis, double width, double[] r) {
        int size = basis.size();
        int maxAngular = 8;
        double[] expected = GOLDEN.doubles("R_" + key);
        double[] integrals = GOLDEN.doubles("I_" + key);
        double[] slopes = GOLDEN.doubles("dI_" + key);
        assertThat(GOLDEN.shape("I_" + key)).containsExactly(size, maxAngular + 1, r.length);
        ExactRadialIntegral exact = new ExactRadialIntegral(basis, width, maxAngular);
        double[] functions = new double[size];
        double[] values = new double[(maxAngular + 1) * size];
        double[] derivatives = new double[values.length];
        for (int q = 0; q < r.length; q++) {
            basis.values(r[q], functions);
            exact.values(r[q], values);
            exact.derivatives(r[q], derivatives);
            for (int n = 0; n < size; n++) {
                assertThat(functions[n]).as("R_%d, %s", n, key).isCloseTo(expected[n * r.length + q], within(1e-14));
                for (int l = 0; l <= maxAngular; l++) {
                    int k = (n * (maxAngular + 1) + l) * r.length + q;
                    assertThat(values[l * size + n])
                            .as("I, n = %d, l = %d, r = %s, %s", n, l, r[q], key)
                            .isCloseTo(integrals[k], within(1e-14));
                    assertThat(derivatives[l * size + n])
                            .as("dI/dr, n = %d, l = %d, r = %s, %s", n, l, r[q], key)
                            .isCloseTo(slopes[k], within(1e-13));
                }
            }
        }
    }

    @Test
    void narrowAndWideGaussiansKeepTheirDigits() {
        // a Gaussian far narrower or wider than the basis: the sum rule Σ_n I_nl² (2l+1)/4π is at most the norm of the
        // density
        for (double width : new double[] {0.02, 0.1, 1, 3}) {
            ExactRadialIntegral exact = new ExactRadialIntegral(new GtoBasis(5, 10), width, 6);
            double[] values = new double[70];
            double[] first = new double[70];
            double[] second = new double[70];
            double[] plus = new double[70];
            double[] minus = new double[70];
            double r = 2.3;
            double h = 1e-3 * width;
            exact.valuesAndDerivatives(r, values, first, second);
            exact.values(r + h, plus);
            exact.values(r - h, minus);
            double norm = 0;
            for (int k = 0; k < 70; k++) {
                norm += values[k] * values[k] * (2 * (k / 10) + 1) / (4 * Math.PI);
                assertThat((plus[k] - minus[k]) / (2 * h)).isCloseTo(first[k], within(1e-5 / width));
                assertThat((plus[k] - 2 * values[k] + minus[k]) / (h * h))
                        .isCloseTo(second[k], within(1e-5 / (width * width)));
            }
            assertThat(norm).isBetween(1e-4, 1.0);
        }
    }

    @Test
    void wideGaussiansSeeTheWholeBasis() {
        // a Gaussian so wide that it is constant over the basis: I_00 = (π s²)^(−3/4) 4π ∫ x² R_0 dx, whatever the
        // distance
        GtoBasis basis = new GtoBasis(5, 6);
        double[] values = new double[6];
        new ExactRadialIntegral(basis, 1e8, 0).values(3, values);
        GaussLegendre rule = new GaussLegendre(80);
        double[] functions = new double[6];
        double[] integrals = new double[6];
        for (int i = 0; i < rule.points(); i++) {
            double x = 15 * (1 + rule.node(i));
            basis.values(x, functions);
            for (int n = 0; n < 6; n++) {
                integrals[n] += 15 * rule.weight(i) * x * x * functions[n];
            }
        }
        double amplitude = 4 * Math.PI * Math.pow(Math.PI * 1e16, -0.75);
        for (int n = 0; n < 6; n++) {
            assertThat(values[n] / amplitude).isCloseTo(integrals[n], within(1e-10));
        }
    }

    @Test
    void refusesGaussiansTooNarrowForQuadrature() {
        assertThatThrownBy(() -> new ExactRadialIntegral(new GtoBasis(5, 4), 1e-6, 2))
                .hasMessageStartingWith("expected a density width of at least 1.0");
    }

    @Test
    void refusesDistancesBeyondTheCutoff() {
        ExactRadialIntegral exact = new ExactRadialIntegral(new GtoBasis(5, 4), 0.4, 2);
        assertThatThrownBy(() -> exact.values(5.01, new double[12]))
                .hasMessage("expected a distance from 0 to the cutoff radius 5.0, got 5.01");
        assertThatThrownBy(() -> SplinedRadialIntegral.of(exact, 1e-6).values(Double.NaN, new double[12]))
                .hasMessageContaining("got NaN");
    }
}
