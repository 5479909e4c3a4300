package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaSearchTest {
    /** A parabola in log10 λ. */
    private static double valley(double lambda, double minimum) {
        double d = Math.log10(lambda) - minimum;
        return 1 + 0.5 * d * d;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-12.3, -9, -6.4, -4.5, -4, -3.6, -1.2, 0, 1.7, 2.6})
    void findsTheMinimumToAQuarterDecade(double minimum) {
        double found = LambdaSearch.minimise(l -> valley(l, minimum));
        assertThat(Math.abs(Math.log10(found) - minimum)).isLessThan(0.26);
    }

    @Test
    void stopsAtTheSmallestWhereTheErrorKeepsFalling() {
        double found = LambdaSearch.minimise(l -> 1 + Math.pow(l, 0.1));
        assertThat(found).isBetween(1e-15, 1e-12);
    }

    @Test
    void stopsAtTheLargestWhereTheErrorKeepsFalling() {
        double found = LambdaSearch.minimise(l -> 1 + Math.pow(l, -0.1));
        assertThat(found).isBetween(1e3, 1e4);
    }

    /** Among fits as good as each other the best conditioned. */
    @Test
    void takesTheLargestOfAFlatCurve() {
        assertThat(LambdaSearch.minimise(l -> 1)).isGreaterThanOrEqualTo(1e3);
        double found = LambdaSearch.minimise(l -> l < 1e-2 ? 1 : 1 + 0.1 * Math.log10(l / 1e-2));
        assertThat(found).isBetween(0.9e-2, 2e-2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-6, 1e-4, 1e-2, 10})
    void passesOverWhatIsTooSmallForTheNumbers(double smallest) {
        double found = LambdaSearch.minimise(
                l -> l < smallest ? Double.POSITIVE_INFINITY : valley(l, Math.log10(smallest) + 0.3));
        assertThat(found).isGreaterThanOrEqualTo(smallest);
        assertThat(Math.log10(found / smallest)).isBetween(0.0, 0.6);
    }
}
