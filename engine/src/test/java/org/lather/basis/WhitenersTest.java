package org.lather.basis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Whitening;

class WhitenersTest {
    private final Backend backend = Backends.open("reference", BackendRequest.defaults());
    private final DenseAlgebra algebra = backend.algebra().host();

    @AfterEach
    void close() {
        backend.close();
    }

    /** What is kept of representatives that span each other to rounding is factored again when a model predicts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void whatIsKeptIsFactoredAgain(int seed) {
        int n = 260;
        double[] k = kernel(n, seed);
        Whiteners.Result found = Whiteners.factor(k, n, new int[] {0}, algebra);
        int[] kept = found.kept();
        assertThat(kept.length).isBetween(10, n - 1);
        double[] again = new double[kept.length * kept.length];
        for (int i = 0; i < kept.length; i++) {
            for (int j = 0; j < kept.length; j++) {
                again[i * kept.length + j] = k[kept[i] * n + kept[j]];
            }
        }
        Whitening factored = Whiteners.factorAll(CovarianceBlocks.of(again, kept.length, new int[] {0}), algebra);
        assertThat(Arrays.equals(
                        factored.blocks().get(0).factor(),
                        found.whitening().blocks().get(0).factor()))
                .as("the same factor, to the bit")
                .isTrue();
    }

    /** (x·y)² of unit vectors that differ little, whose spectrum falls below rounding. */
    private static double[] kernel(int n, int seed) {
        Random random = new Random(seed);
        int d = 8;
        double[] x = new double[n * d];
        for (int i = 0; i < n; i++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                x[i * d + j] = (j == 0 ? 1 : 0) + Math.pow(0.1, 1 + j) * random.nextGaussian();
                square += x[i * d + j] * x[i * d + j];
            }
            for (int j = 0; j < d; j++) {
                x[i * d + j] /= Math.sqrt(square);
            }
        }
        double[] k = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double s = 0;
                for (int q = 0; q < d; q++) {
                    s += x[i * d + q] * x[j * d + q];
                }
                k[i * n + j] = s * s * s * s;
            }
        }
        return k;
    }
}
