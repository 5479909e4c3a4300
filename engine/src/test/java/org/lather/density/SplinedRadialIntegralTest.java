package org.lather.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplinedRadialIntegralTest {
    private static final int SIZE = 6;
    private static final int VALUES = 5 * SIZE;
    private final ExactRadialIntegral exact = new ExactRadialIntegral(new GtoBasis(4, SIZE), 0.3, 4);

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-8, 1e-10, 1e-13})
    void errorStaysBelowTheAccuracy(double accuracy) {
        SplinedRadialIntegral spline = SplinedRadialIntegral.of(exact, accuracy);
        Random random = new Random(7);
        double[] expected = new double[VALUES];
        double[] got = new double[VALUES];
        double largest = 0;
        for (int i = 0; i < 3000; i++) {
            double r = i == 0 ? 0 : i == 1 ? 4 : 4 * random.nextDouble();
            exact.values(r, expected);
            spline.values(r, got);
            for (int k = 0; k < VALUES; k++) {
                largest = Math.max(largest, Math.abs(got[k] - expected[k]));
            }
        }
        assertThat(largest).isLessThan(accuracy);
        assertThat(largest).as("knots are not wasted").isGreaterThan(Math.max(1e-3 * accuracy, 1e-15));
    }

    @Test
    void derivativeIsThatOfTheInterpolant() {
        // coarse, so that the interpolant's derivative differs from the exact one
        SplinedRadialIntegral spline = SplinedRadialIntegral.of(exact, 1e-4);
        double[] derivative = new double[VALUES];
        double[][] at = new double[4][VALUES];
        double h = 1e-3;
        double differenceFromExact = 0;
        double[] exactDerivative = new double[VALUES];
        for (int i = 0; i < spline.knots() - 1; i++) {
            double r = (i + 0.3) * spline.spacing();
            spline.derivatives(r, derivative);
            exact.derivatives(r, exactDerivative);
            spline.values(r - 2 * h, at[0]);
            spline.values(r - h, at[1]);
            spline.values(r + h, at[2]);
            spline.values(r + 2 * h, at[3]);
            for (int k = 0; k < VALUES; k++) {
                double difference = (8 * (at[2][k] - at[1][k]) - (at[3][k] - at[0][k])) / (12 * h);
                assertThat(derivative[k]).isCloseTo(difference, within(2e-9));
                differenceFromExact = Math.max(differenceFromExact, Math.abs(derivative[k] - exactDerivative[k]));
            }
        }
        assertThat(differenceFromExact).isBetween(1e-7, 1e-3);
    }

    @Test
    void derivativeIsCloseToTheExactOne() {
        SplinedRadialIntegral spline = SplinedRadialIntegral.of(exact, 1e-10);
        double[] expected = new double[VALUES];
        double[] got = new double[VALUES];
        for (double r = 0; r <= 4; r += 0.0037) {
            exact.derivatives(r, expected);
            spline.derivatives(r, got);
            for (int k = 0; k < VALUES; k++) {
                assertThat(got[k]).isCloseTo(expected[k], within(2e-8));
            }
        }
    }

    @Test
    void tableHasTheDocumentedLayout() {
        SplinedRadialIntegral spline = SplinedRadialIntegral.of(exact, 1e-8);
        int padded = spline.paddedRadialSize();
        int stride = spline.stride();
        assertThat(padded).isEqualTo(8);
        assertThat(stride).isEqualTo(40);
        assertThat(spline.table()).hasSize(spline.knots() * 3 * stride);
        assertThat(spline.spacing() * (spline.knots() - 1)).isCloseTo(4, within(1e-14));
        double[] values = new double[VALUES];
        double[] first = new double[VALUES];
        double[] second = new double[VALUES];
        int knot = spline.knots() / 3;
        double h = spline.spacing();
        exact.valuesAndDerivatives(knot * h, values, first, second);
        double[] w = new double[6];
        double[] got = new double[VALUES];
        SplinedRadialIntegral.weights(0.7, w);
        spline.values((knot + 0.7) * h, got);
        for (int l = 0; l <= 4; l++) {
            for (int n = 0; n < padded; n++) {
                int at = 3 * knot * stride + l * padded + n;
                double[] t = spline.table();
                if (n >= SIZE) {
                    assertThat(t[at]).isZero();
                    continue;
                }
                int k = l * SIZE + n;
                assertThat(t[at]).isEqualTo(values[k]);
                assertThat(t[at + stride]).isEqualTo(h * first[k]);
                assertThat(t[at + 2 * stride]).isCloseTo(h * h * second[k], within(1e-17));
                double sum = 0;
                for (int d = 0; d < 6; d++) {
                    sum += w[d] * t[at + d * stride];
                }
                assertThat(sum).isCloseTo(got[k], within(1e-15));
            }
        }
    }

    @Test
    void oneIntegralForOneSetOfParameters() {
        Basis basis = new Basis(2, 3, 1e-6);
        DensityExpansion a =
                new DensityExpansion(new Cutoff(4, new Smoothing.Step()), new GaussianDensity(0.5, 1, null), basis);
        DensityExpansion b = new DensityExpansion(
                new Cutoff(4, new Smoothing.ShiftedCosine(0.5)), new GaussianDensity(0.5, 0, null), basis);
        assertThat(RadialIntegrals.of(a)).isSameAs(RadialIntegrals.of(b)).isInstanceOf(SplinedRadialIntegral.class);
        DensityExpansion c = new DensityExpansion(a.cutoff(), a.density(), new Basis(2, 3, null));
        assertThat(RadialIntegrals.of(c)).isInstanceOf(ExactRadialIntegral.class);
    }
}
