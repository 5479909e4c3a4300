package org.lather.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lather.golden.Golden;
import org.lather.golden.Npz;

class SphericalHarmonicsTest {
    @Test
    void agreesWithGoldenValuesAndGradients() {
        Npz golden = Golden.load("spherical-harmonics");
        double[] vectors = golden.doubles("vectors");
        double[] expected = golden.doubles("Y");
        double[] expectedGradient = golden.doubles("gradient");
        SphericalHarmonics harmonics = new SphericalHarmonics(10);
        int size = harmonics.size();
        double[] values = new double[size];
        double[] again = new double[size];
        double[] gradient = new double[3 * size];
        for (int v = 0; v < vectors.length / 3; v++) {
            double x = vectors[3 * v];
            double y = vectors[3 * v + 1];
            double z = vectors[3 * v + 2];
            double length = Math.sqrt(x * x + y * y + z * z);
            harmonics.values(x, y, z, values);
            harmonics.valuesAndGradient(x, y, z, again, gradient);
            assertThat(again).isEqualTo(values);
            for (int k = 0; k < size; k++) {
                assertThat(values[k])
                        .as("Y of vector %d, column %d", v, k)
                        .isCloseTo(expected[v * size + k], within(2e-14));
            }
            for (int k = 0; k < 3 * size; k++) {
                assertThat(gradient[k] * length)
                        .as("|r| times the gradient of vector %d, element %d", v, k)
                        .isCloseTo(expectedGradient[3 * v * size + k] * length, within(3e-13));
            }
        }
    }

    @Test
    void columnsAreOrderedByAngularMomentumThenProjection() {
        Npz golden = Golden.load("spherical-harmonics");
        int[] l = golden.ints("l");
        int[] m = golden.ints("m");
        for (int k = 0; k < l.length; k++) {
            assertThat(SphericalHarmonics.index(l[k], m[k])).isEqualTo(k);
        }
    }

    @Test
    void additionTheoremHoldsAtHighOrder() {
        SphericalHarmonics harmonics = new SphericalHarmonics(30);
        double[] y = new double[harmonics.size()];
        harmonics.values(0.3, -1.1, 0.7, y);
        for (int l = 0; l <= 30; l++) {
            double sum = 0;
            for (int m = -l; m <= l; m++) {
                sum += y[SphericalHarmonics.index(l, m)] * y[SphericalHarmonics.index(l, m)];
            }
            assertThat(sum * 4 * Math.PI / (2 * l + 1)).as("l = %d", l).isCloseTo(1, within(1e-13));
        }
    }

    @Test
    void zeroVectorHasNoDirection() {
        SphericalHarmonics harmonics = new SphericalHarmonics(3);
        double[] y = new double[16];
        double[] gradient = new double[48];
        harmonics.valuesAndGradient(0, 0, 0, y, gradient);
        assertThat(y[0]).isCloseTo(0.5 / Math.sqrt(Math.PI), within(1e-16));
        for (int k = 1; k < 16; k++) {
            assertThat(y[k]).isZero();
        }
        assertThat(gradient).containsOnly(0.0);
    }
}
