package org.lather.basis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

class PivotedCholeskyTest {
    private final Backend backend = Backends.open("reference", BackendRequest.defaults());
    private final DenseAlgebra algebra = backend.algebra().host();

    @AfterEach
    void close() {
        backend.close();
    }

    /** X Xᵀ of random rows with a number of columns. */
    private double[] gram(int n, int rank) {
        Random random = new Random(5);
        double[] x = random.doubles((long) n * rank, -1, 1).toArray();
        double[] k = new double[n * n];
        algebra.gemm(1, Matrix.of(x, n, rank), Matrix.of(x, n, rank).transpose(), 0, Matrix.of(k, n, n));
        return k;
    }

    /** Factors across several panels give back the matrix, and each pivot is the largest residual. */
    @Test
    void reproducesTheMatrix() {
        int n = 150;
        double[] k = gram(n, n + 10);
        double[] l = k.clone();
        int[] rows = new PivotedCholesky(l, n, 1e-12, algebra).factor();
        assertThat(rows).hasSize(n).doesNotHaveDuplicates();
        for (int i = 0; i < n; i++) {
            double[] residuals = new double[n];
            for (int j = 0; j < n; j++) {
                double s = 0;
                for (int c = 0; c <= Math.min(i, j); c++) {
                    s += l[i * n + c] * l[j * n + c];
                }
                if (j <= i) {
                    assertThat(s).isCloseTo(k[rows[i] * n + rows[j]], within(1e-11));
                }
                residuals[j] = k[rows[j] * n + rows[j]];
                for (int c = 0; c < Math.min(i, j); c++) {
                    residuals[j] -= l[j * n + c] * l[j * n + c];
                }
            }
            for (int j = i + 1; j < n; j++) {
                assertThat(residuals[i]).isGreaterThanOrEqualTo(residuals[j] - 1e-11);
            }
        }
    }

    /** A matrix of rank 70 has as many pivots, and the rest is what they span. */
    @Test
    void endsAtTheRank() {
        int n = 200;
        double[] k = gram(n, 70);
        assertThat(new PivotedCholesky(k, n, 1e-10, algebra).factor()).hasSize(70);
    }

    /** Of equal rows the first is taken, whatever was exchanged before. */
    @Test
    void takesTheFirstOfEqualRows() {
        int n = 9;
        double[] k = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                k[i * n + j] = i % 3 == j % 3 ? 1 + i % 3 : 0;
            }
        }
        assertThat(new PivotedCholesky(k, n, 1e-12, algebra).factor()).containsExactly(2, 1, 0);
    }

    @Test
    void takesNothingBelowTheThreshold() {
        assertThat(new PivotedCholesky(new double[] {1e-13}, 1, 1e-12, algebra).factor())
                .isEmpty();
        assertThat(new PivotedCholesky(new double[0], 0, 1e-12, algebra).factor())
                .isEmpty();
    }
}
