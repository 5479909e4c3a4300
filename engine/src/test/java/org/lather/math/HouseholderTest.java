package org.lather.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HouseholderTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 17, 120})
    void vectorsAreOrthonormalAndReproduceTheMatrix(int n) {
        expectDecomposes(random(n, n), n);
    }

    /** Matrices of low rank, with equal eigenvalues, and of zeros. */
    @Test
    void degenerateMatricesAreDecomposed() {
        expectDecomposes(random(40, 5), 40);
        expectDecomposes(new double[25], 5);
        double[] unit = new double[36];
        for (int i = 0; i < 6; i++) {
            unit[7 * i] = 3;
        }
        expectDecomposes(unit, 6);
        expectDecomposes(new double[] {1, 2, 2, 1}, 2);
    }

    /** The matrix 2 on the diagonal and −1 beside it has the eigenvalues 2 − 2 cos(π k/(n + 1)). */
    @Test
    void eigenvaluesOfAChainAreKnown() {
        int n = 30;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * n + i] = 2;
            if (i > 0) {
                a[i * n + i - 1] = -1;
                a[(i - 1) * n + i] = -1;
            }
        }
        double[] values = Householder.decompose(a, n).values();
        for (int k = 0; k < n; k++) {
            assertThat(values[k]).isCloseTo(2 - 2 * Math.cos(Math.PI * (n - k) / (n + 1)), within(1e-13));
        }
    }

    private static double[] random(int n, int rank) {
        Random random = new Random(3);
        double[] x = random.doubles((long) n * rank).map(v -> v - 0.5).toArray();
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < rank; k++) {
                    a[i * n + j] += x[i * rank + k] * x[j * rank + k];
                }
            }
        }
        return a;
    }

    private static void expectDecomposes(double[] a, int n) {
        Householder.Eigen e = Householder.decompose(a.clone(), n);
        double size = Math.max(1, Arrays.stream(a).map(Math::abs).max().orElse(0)) * n;
        double[] v = e.vectors();
        for (int i = 0; i < n; i++) {
            assertThat(i == 0 ? Double.POSITIVE_INFINITY : e.values()[i - 1]).isGreaterThanOrEqualTo(e.values()[i]);
            for (int j = 0; j < n; j++) {
                double dot = 0;
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    dot += v[i * n + k] * v[j * n + k];
                    sum += e.values()[k] * v[k * n + i] * v[k * n + j];
                }
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-13 * n));
                assertThat(sum).isCloseTo(a[i * n + j], within(1e-14 * size));
            }
        }
    }
}
