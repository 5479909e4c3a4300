package org.lather.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.training.SmallTraining;

/** Against regressions that are made again without the rows. */
class LeftOutTest {
    private static final int M = 7;
    private static final double LAMBDA = 0.03;

    private final DenseAlgebra algebra = SmallTraining.reference().algebra().dense();

    /** C of the rows from {@code skip} on, and the weights v of their regression. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Regression(double[] factor, double[] v) {}

    private Regression regression(double[] phi, double[] w, double[] y, int skip) {
        double[] a = new double[M * M];
        double[] v = new double[M];
        for (int i = skip; i < y.length; i++) {
            for (int p = 0; p < M; p++) {
                v[p] += w[i] * phi[i * M + p] * y[i];
                for (int q = 0; q < M; q++) {
                    a[p * M + q] += w[i] * phi[i * M + p] * phi[i * M + q];
                }
            }
        }
        for (int p = 0; p < M; p++) {
            a[p * M + p] += LAMBDA;
        }
        algebra.potrf(Matrix.of(a, M, M));
        algebra.solveLeft(Matrix.of(a, M, M), Matrix.of(v, M, 1));
        algebra.solveLeft(Matrix.of(a, M, M).transpose(), Matrix.of(v, M, 1));
        return new Regression(a, v);
    }

    private static double residual(double[] phi, double[] y, int i, double[] v) {
        double z = y[i];
        for (int p = 0; p < M; p++) {
            z -= phi[i * M + p] * v[p];
        }
        return z;
    }

    private double[] solved(double[] phi, int count, double[] factor) {
        double[] rows = Arrays.copyOf(phi, count * M);
        algebra.solveRight(Matrix.of(factor, M, M).transpose(), Matrix.of(rows, count, M));
        return rows;
    }

    private static double[] gram(double[] rows) {
        int b = rows.length / M;
        double[] out = new double[b * b];
        for (int i = 0; i < b; i++) {
            for (int j = 0; j < b; j++) {
                for (int k = 0; k < M; k++) {
                    out[i * b + j] += rows[i * M + k] * rows[j * M + k];
                }
            }
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 11})
    void isWhatARegressionWithoutTheRowsPredicts(int b) {
        Random random = new Random(3);
        int n = 30;
        double[] phi = random.doubles((long) n * M, -1, 1).toArray();
        double[] w = random.doubles(n, 0.1, 4).toArray();
        double[] y = random.doubles(n, -1, 1).toArray();
        Regression all = regression(phi, w, y, 0);
        Regression without = regression(phi, w, y, b);
        double[] z = new double[b];
        for (int i = 0; i < b; i++) {
            z[i] = residual(phi, y, i, all.v());
        }
        LeftOut out = LeftOut.of(gram(solved(phi, b, all.factor())), Arrays.copyOf(w, b), z, algebra);
        double[] rows = solved(phi, b, without.factor());
        for (int i = 0; i < b; i++) {
            assertThat(out.residuals()[i]).isCloseTo(residual(phi, y, i, without.v()), within(1e-12));
            double left = 0;
            for (int p = 0; p < M; p++) {
                left += rows[i * M + p] * rows[i * M + p];
            }
            assertThat(out.left()[i]).isCloseTo(left, within(1e-12 * Math.max(1, left)));
        }
    }

    @Test
    void saysWhereNothingElseDetermines() {
        // a row whose leverage is one
        assertThatThrownBy(() -> LeftOut.of(new double[] {1}, new double[] {1}, new double[] {0}, algebra))
                .isInstanceOf(NotPositiveDefiniteException.class);
    }
}
