package org.lather.relax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricExponentialTest {
    private static double[] symmetric(Random random, double scale) {
        return Matrix3.symmetric(random.doubles(9, -scale, scale).toArray());
    }

    /** The power series after halving ten times, squared back. */
    private static double[] series(double[] u) {
        double[] sum = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        double[] term = sum.clone();
        for (int k = 1; k < 15; k++) {
            term = Matrix3.product(term, u);
            for (int i = 0; i < 9; i++) {
                term[i] /= 1024.0 * k;
                sum[i] += term[i];
            }
        }
        for (int k = 0; k < 10; k++) {
            sum = Matrix3.product(sum, sum);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-3, 0.3, 2})
    void isThePowerSeriesWithItsDerivative(double scale) {
        Random random = new Random(5);
        for (int n = 0; n < 20; n++) {
            double[] u = symmetric(random, scale);
            if (n % 4 == 0) {
                // eigenvalues that agree
                u = new double[] {u[0], 0, 0, 0, u[0], 0, 0, 0, n % 8 == 0 ? u[0] : u[8]};
            }
            double[] v = symmetric(random, 1);
            SymmetricExponential exponential = new SymmetricExponential(u);
            near(exponential.value(1), series(u), 1e-11);
            near(
                    Matrix3.product(exponential.value(1), exponential.value(-1)),
                    new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
                    1e-12);
            double h = 1e-4;
            double[] plus = u.clone();
            double[] minus = u.clone();
            for (int k = 0; k < 9; k++) {
                plus[k] += h * v[k];
                minus[k] -= h * v[k];
            }
            double[] difference = series(plus);
            double[] below = series(minus);
            for (int k = 0; k < 9; k++) {
                difference[k] = (difference[k] - below[k]) / (2 * h);
            }
            near(exponential.derivative(v), difference, 1e-7);
        }
    }

    private static void near(double[] got, double[] expected, double tolerance) {
        double scale = 1;
        for (double x : expected) {
            scale = Math.max(scale, Math.abs(x));
        }
        for (int k = 0; k < 9; k++) {
            assertThat(got[k]).as("element %d", k).isCloseTo(expected[k], within(tolerance * scale));
        }
    }
}
