package org.lather.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.math.Householder;

/** Leading eigenvectors, also of matrices whose eigenvalues are equal. */
class LeadingVectorsTest {
    private static LeadingVectors of(double[] a, int n, int count) {
        try (RowWorkers workers = new RowWorkers(1)) {
            return LeadingVectors.of(a, n, count, workers);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 50})
    void theUnitMatrixHasAsManyAsAsked(int n) {
        double[] unit = new double[n * n];
        for (int i = 0; i < n; i++) {
            unit[i * n + i] = 1;
        }
        LeadingVectors found = of(unit, n, 2);
        assertThat(found.values()[0]).isCloseTo(1, within(1e-12));
        assertThat(found.values()[1]).isCloseTo(n > 1 ? 1 : 0, within(1e-12));
        expectOrthonormal(found, n);
    }

    /** The corners of a square: two equal eigenvalues, and the distances of the corners. */
    @Test
    void aSquareIsASquare() {
        double[] x = {1, 1, -1, 1, -1, -1, 1, -1};
        double[] a = new double[16];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                a[i * 4 + j] = x[2 * i] * x[2 * j] + x[2 * i + 1] * x[2 * j + 1];
            }
        }
        LeadingVectors found = of(a, 4, 3);
        assertThat(found.values()[0]).isCloseTo(4, within(1e-12));
        assertThat(found.values()[1]).isCloseTo(4, within(1e-12));
        assertThat(found.values()[2]).isZero();
        expectOrthonormal(found, 4);
    }

    /** Random matrices with chosen eigenvalues, some equal, among them the last that is wanted. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void equalEigenvaluesAreAllFound(int count) {
        int n = 30;
        double[] wanted = {9, 9, 9, 5, 5, 2, 1};
        double[] b = new Random(5).doubles((long) n * n, -1, 1).toArray();
        double[] square = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                square[i * n + j] = b[i * n + j] + b[j * n + i];
            }
        }
        double[] basis = Householder.decompose(square, n).vectors();
        double[] a = new double[n * n];
        for (int k = 0; k < wanted.length; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i * n + j] += wanted[k] * basis[k * n + i] * basis[k * n + j];
                }
            }
        }
        LeadingVectors found = of(a, n, count);
        for (int k = 0; k < count; k++) {
            assertThat(found.values()[k]).isCloseTo(wanted[k], within(1e-8));
            double[] v = found.vectors()[k];
            for (int i = 0; i < n; i++) {
                double image = LeadingVectors.product(Arrays.copyOfRange(a, i * n, i * n + n), 0, v);
                assertThat(image).isCloseTo(wanted[k] * v[i], within(1e-7));
            }
        }
        expectOrthonormal(found, n);
    }

    private static void expectOrthonormal(LeadingVectors found, int n) {
        double[][] v = found.vectors();
        for (int a = 0; a < v.length; a++) {
            for (int b = 0; b <= a; b++) {
                double expected = a == b && found.values()[a] > 0 ? 1 : 0;
                assertThat(LeadingVectors.product(v[a], 0, v[b])).isCloseTo(expected, within(1e-9));
            }
            assertThat(v[a]).hasSize(n);
        }
    }

    @Test
    void exponentsThatMakeAStepAreRefused() {
        assertThatThrownBy(() -> new Sigmoid(1, 5000, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5000");
        assertThat(new Sigmoid(1, 12, 1).ofSquare(0)).isZero();
    }

    /** Far away, powers of distances exceed all numbers, but the function is 1 − r^−b. */
    @Test
    void powersThatOverflowHaveALimit() {
        for (double[] c : new double[][] {{100, 20, 0.975}, {200, 20, 0.975}, {300, 6, 0.9166666666666}}) {
            Sigmoid s = new Sigmoid(1, c[0], 1);
            double square = c[1] * c[1];
            double value = s.ofSquare(square);
            assertThat(value).isCloseTo(c[2], within(1e-9));
            double step = 1e-4 * square;
            double expected = (s.ofSquare(square + step) - s.ofSquare(square - step)) / (2 * step);
            assertThat(s.slope(square, value)).isCloseTo(expected, within(1e-5 * expected));
        }
    }

    /** One point has no distance from which parameters could be suggested. */
    @Test
    void onePointHasAHistogram() {
        DistanceHistogram one = new DistanceHistogram(new double[1], 1);
        assertThat(one.largest()).isZero();
        assertThat(one.high(1).sigma()).isEqualTo(1);
    }
}
