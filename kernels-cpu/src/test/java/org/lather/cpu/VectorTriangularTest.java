package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;

class VectorTriangularTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 24, 63, 64, 65, 130, 333, 530})
    void addsTheLowerTriangleOfAGramMatrix(int n) {
        Random random = new Random(n);
        try (WorkerPool pool = new WorkerPool(2)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            for (int k : new int[] {1, 19, 300}) {
                for (boolean transpose : new boolean[] {false, true}) {
                    for (double beta : new double[] {0, 1, -0.5}) {
                        int stride = (transpose ? n : k) + 1;
                        double[] a = randomArray(random, 3 + (transpose ? k : n) * stride);
                        double[] c = randomArray(random, 2 + n * (n + 3));
                        if (beta == 0) {
                            Arrays.fill(c, Double.NaN);
                        }
                        double[] start = c.clone();
                        algebra.syrk(
                                0.6, new Matrix(a, 3, stride, n, k, transpose), beta, new Matrix(c, 2, n + 3, n, n));
                        double[] s = new double[n * n];
                        algebra.gemm(
                                0.6,
                                new Matrix(a, 3, stride, n, k, transpose),
                                new Matrix(a, 3, stride, k, n, !transpose),
                                0,
                                Matrix.of(s, n, n));
                        double worst = 0;
                        for (int i = 0; i < n; i++) {
                            for (int j = 0; j <= i; j++) {
                                double old = beta == 0 ? 0 : beta * start[2 + i * (n + 3) + j];
                                worst = worse(worst, Math.abs(c[2 + i * (n + 3) + j] - s[i * n + j] - old));
                            }
                            for (int j = n; j < n + 3 && 2 + i * (n + 3) + j < c.length; j++) {
                                int o = 2 + i * (n + 3) + j;
                                assertThat(Double.compare(c[o], start[o])).isZero();
                            }
                        }
                        assertThat(worst).isLessThan(1e-13 * k);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 63, 64, 65, 127, 200, 513, 700})
    void factorsWithASmallResidual(int n) {
        Random random = new Random(n);
        int stride = n + 2;
        double[] a = positiveDefinite(random, n, stride);
        double[] l = a.clone();
        try (WorkerPool pool = new WorkerPool(2)) {
            new VectorAlgebra(pool).potrf(new Matrix(l, 1, stride, n, n));
        }
        double worst = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k <= j; k++) {
                    sum += l[1 + i * stride + k] * l[1 + j * stride + k];
                }
                // |A - L Lᵀ| <= (n + 1) u |L||Lᵀ| (Higham 2002, theorem 10.3), and |L||Lᵀ| <= sqrt(A_ii A_jj)
                double bound = Math.sqrt(a[1 + i * stride + i] * a[1 + j * stride + j]);
                worst = worse(worst, Math.abs(sum - a[1 + i * stride + j]) / bound);
            }
            assertThat(l[1 + i * stride + i]).isPositive();
        }
        assertThat(worst).isLessThan(2 * (n + 1) * 0x1p-53);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 63, 64, 100, 299})
    void namesThePivotThatIsNotPositive(int pivot) {
        int n = 300;
        double[] a = Arrays.copyOfRange(positiveDefinite(new Random(4), n, n), 1, 1 + n * n);
        // lowers one entry of the diagonal so far that its pivot is -2
        double[] l = a.clone();
        try (WorkerPool pool = new WorkerPool(2)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            algebra.potrf(Matrix.of(l, n, n));
            double norm = 0;
            for (int k = 0; k < pivot; k++) {
                norm += l[pivot * n + k] * l[pivot * n + k];
            }
            a[pivot * n + pivot] = norm - 2;
            assertThatThrownBy(() -> algebra.potrf(Matrix.of(a, n, n)))
                    .isInstanceOfSatisfying(NotPositiveDefiniteException.class, e -> {
                        assertThat(e.pivot()).isEqualTo(pivot);
                        assertThat(e.value()).isCloseTo(-2, within(1e-9));
                    })
                    .hasMessageContaining("pivot " + pivot + " is -");
        }
    }

    @Test
    void suggestsAJitterThatHelpsASingularMatrix() {
        int n = 150;
        Random random = new Random(5);
        double[] x = randomArray(random, n * 20);
        double[] a = new double[n * n];
        try (WorkerPool pool = new WorkerPool(1)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            algebra.syrk(1, Matrix.of(x, n, 20), 0, Matrix.of(a, n, n));
            double[] failing = a.clone();
            assertThatThrownBy(() -> algebra.potrf(Matrix.of(failing, n, n)))
                    .isInstanceOfSatisfying(NotPositiveDefiniteException.class, e -> {
                        String text = String.valueOf(e.getMessage());
                        double jitter = Double.parseDouble(
                                text.substring(text.indexOf("adding ") + 7, text.indexOf(" to the diagonal")));
                        for (int i = 0; i < n; i++) {
                            a[i * n + i] += jitter;
                        }
                        assertThat(jitter).isLessThan(1e-10);
                        algebra.potrf(Matrix.of(a, n, n));
                    });
        }
    }

    @Test
    void refusesToFactorWhatIsNotANumber() {
        try (WorkerPool pool = new WorkerPool(1)) {
            double[] a = {1, 0, Double.NaN, 1};
            assertThatThrownBy(() -> new VectorAlgebra(pool).potrf(Matrix.of(a, 2, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected finite numbers, got the pivot NaN at row 1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 33, 64, 65, 129, 300, 601})
    void solvesWithASmallResidual(int order) {
        Random random = new Random(order);
        try (WorkerPool pool = new WorkerPool(2)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            for (int count : new int[] {1, 31, 70}) {
                for (int variant = 0; variant < 4; variant++) {
                    boolean left = (variant & 1) != 0;
                    boolean transpose = (variant & 2) != 0;
                    solve(algebra, random, left, transpose, order, count);
                }
            }
        }
    }

    private static void solve(
            VectorAlgebra algebra, Random random, boolean left, boolean transpose, int order, int count) {
        int lStride = order + 1;
        double[] l = new double[2 + order * lStride];
        Arrays.fill(l, Double.NaN);
        for (int i = 0; i < order; i++) {
            for (int j = 0; j < i; j++) {
                l[2 + i * lStride + j] = (random.nextDouble() - 0.5) / 4;
            }
            l[2 + i * lStride + i] = 0.5 + random.nextDouble();
        }
        int m = left ? order : count;
        int n = left ? count : order;
        int stride = n + 3;
        double[] b = randomArray(random, 4 + m * stride);
        double[] x = b.clone();
        Matrix triangle = new Matrix(l, 2, lStride, order, order, transpose);
        Matrix sides = new Matrix(x, 4, stride, m, n);
        if (left) {
            algebra.solveLeft(triangle, sides);
        } else {
            algebra.solveRight(triangle, sides);
        }
        double worst = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < stride && 4 + i * stride + j < b.length; j++) {
                int o = 4 + i * stride + j;
                if (j >= n) {
                    assertThat(x[o]).isEqualTo(b[o]);
                    continue;
                }
                double sum = 0;
                double size = 0;
                for (int k = 0; k < order; k++) {
                    int row = left ? i : k;
                    int column = left ? k : j;
                    int r = transpose ? column : row;
                    int c = transpose ? row : column;
                    if (c <= r) {
                        double product = l[2 + r * lStride + c] * x[left ? 4 + k * stride + j : 4 + i * stride + k];
                        sum += product;
                        size += Math.abs(product);
                    }
                }
                worst = worse(worst, Math.abs(sum - b[o]) / size);
            }
        }
        // substitution is backward stable row by row: Higham 2002, theorem 8.5
        assertThat(worst).isLessThanOrEqualTo(2 * (order + 2) * 0x1p-53);
    }

    @Test
    void hasTheSameBitsForAnyThreadsKernelsAndRowSplits() {
        int n = 421;
        Random random = new Random(6);
        double[] a = Arrays.copyOfRange(positiveDefinite(random, n, n), 1, 1 + n * n);
        int m = 205;
        double[] b = randomArray(random, m * n);
        double[] factor = null;
        double[] solution = null;
        for (int threads : new int[] {1, 2, 4}) {
            try (WorkerPool pool = new WorkerPool(threads)) {
                for (MicroKernel kernel : VectorGemmTest.kernels().toList()) {
                    VectorAlgebra algebra = new VectorAlgebra(pool, kernel);
                    double[] l = a.clone();
                    algebra.potrf(Matrix.of(l, n, n));
                    clearUpper(n, l);
                    double[] x = b.clone();
                    algebra.solveRight(Matrix.of(l, n, n).transpose(), Matrix.of(x, m, n));
                    if (factor == null) {
                        factor = l;
                        solution = x;
                    }
                    assertThat(l).isEqualTo(factor);
                    assertThat(x).isEqualTo(solution);
                    double[] split = b.clone();
                    int rows = 1;
                    for (int i = 0; i < m; i += rows, rows = Math.min(3 * rows, m - i)) {
                        algebra.solveRight(Matrix.of(l, n, n).transpose(), new Matrix(split, i * n, n, rows, n));
                    }
                    assertThat(split).isEqualTo(solution);
                }
            }
        }
    }

    /** The larger; not a number wins. */
    private static double worse(double a, double b) {
        return Math.max(a, b);
    }

    private static void clearUpper(int n, double[] l) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(l, i * n + i + 1, (i + 1) * n, 0);
        }
    }

    /** At offset 1: a random Gram matrix plus a tenth on the diagonal; not a number above it. */
    private static double[] positiveDefinite(Random random, int n, int stride) {
        double[] x = randomArray(random, n * n);
        double[] a = new double[1 + n * stride];
        Arrays.fill(a, Double.NaN);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? 0.1 : 0;
                for (int k = 0; k < n; k++) {
                    sum += x[i * n + k] * x[j * n + k];
                }
                a[1 + i * stride + j] = sum;
            }
        }
        return a;
    }

    private static double[] randomArray(Random random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }
}
