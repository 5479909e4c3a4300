package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lather.backend.Matrix;

class VectorGemmTest {
    private static final double UNTOUCHED = 1234.5;

    static Stream<MicroKernel> kernels() {
        return Stream.of(
                new Tile8x3(),
                new Tile7x3(),
                new Tile5x2(),
                ShortTile.ONE_BY_THREE,
                ShortTile.FOUR_BY_THREE,
                ShortTile.TWO_BY_TWO);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void multipliesLikeThreeLoops(MicroKernel kernel) {
        Random random = new Random(1);
        try (WorkerPool pool = new WorkerPool(2)) {
            VectorAlgebra algebra = new VectorAlgebra(pool, kernel);
            int[][] sizes = {
                {1, 1, 1},
                {1, 7, 3},
                {9, 1, 2},
                {8, 24, 16},
                {7, 23, 191},
                {33, 17, 192},
                {5, 100, 193},
                {200, 31, 40},
                {3, 3, 0},
                {61, 67, 400},
                {401, 203, 5},
                {0, 4, 4},
                {4, 0, 4}
            };
            double[][] factors = {{1, 0}, {1, 1}, {-0.7, 0}, {0.3, 1}, {2, -1.5}};
            for (int[] s : sizes) {
                for (double[] f : factors) {
                    for (int t = 0; t < 4; t++) {
                        compare(algebra, random, s[0], s[1], s[2], f[0], f[1], (t & 1) != 0, (t & 2) != 0);
                    }
                }
            }
        }
    }

    private static void compare(
            VectorAlgebra algebra,
            Random random,
            int m,
            int n,
            int k,
            double alpha,
            double beta,
            boolean ta,
            boolean tb) {
        int aStride = (ta ? m : k) + 3;
        int bStride = (tb ? k : n) + 1;
        int cStride = n + 2;
        double[] a = randomArray(random, 5 + (ta ? k : m) * aStride);
        double[] b = randomArray(random, 2 + (tb ? n : k) * bStride);
        double[] c = randomArray(random, 7 + m * cStride + 4);
        double[] before = c.clone();
        if (beta == 0) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, 7 + i * cStride, 7 + i * cStride + n, Double.NaN);
            }
        }
        double[] expected = c.clone();
        double[] scale = new double[c.length];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                double size = 0;
                for (int x = 0; x < k; x++) {
                    double product = a[5 + (ta ? x * aStride + i : i * aStride + x)]
                            * b[2 + (tb ? j * bStride + x : x * bStride + j)];
                    sum += product;
                    size += Math.abs(product);
                }
                int o = 7 + i * cStride + j;
                expected[o] = alpha * sum + (beta == 0 ? 0 : beta * before[o]);
                scale[o] = Math.abs(alpha) * size + Math.abs(beta * before[o]);
            }
        }
        algebra.gemm(
                alpha,
                new Matrix(a, 5, aStride, m, k, ta),
                new Matrix(b, 2, bStride, k, n, tb),
                beta,
                new Matrix(c, 7, cStride, m, n));
        int wrong = 0;
        for (int i = 0; i < c.length; i++) {
            // Higham 2002, eq. 3.5: |error| <= about k u |a||b|; without scale nothing may have been written
            wrong += Math.abs(c[i] - expected[i]) <= (k + 3) * 0x1p-53 * scale[i] ? 0 : 1;
        }
        assertThat(wrong).isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void readsFloatsAndRowsByIndex(MicroKernel kernel) {
        Random random = new Random(2);
        try (WorkerPool pool = new WorkerPool(2)) {
            VectorAlgebra algebra = new VectorAlgebra(pool, kernel);
            int k = 205;
            int stride = 211;
            float[] x = new float[60 * stride + 1];
            double[] wide = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
                wide[i] = x[i];
            }
            int[] rows = random.ints(37, 0, 60).toArray();
            int[] others = random.ints(29, 0, 60).toArray();
            double[] a = gather(wide, 1, stride, rows, k);
            double[] b = gather(wide, 1, stride, others, k);
            double[] expected = new double[37 * 29];
            algebra.gemm(1, Matrix.of(a, 37, k), Matrix.of(b, 29, k).transpose(), 0, Matrix.of(expected, 37, 29));
            double[] c = new double[37 * 29];
            Target target = new Target(c, 0, 29);
            Operand left = new FloatOperand(x, 1, stride, false, rows);
            Operand right = new FloatOperand(x, 1, stride, true, others);
            algebra.gemm(37, 29, k, 1, left, right, 0, target);
            assertThat(c).isEqualTo(expected);

            Arrays.fill(c, UNTOUCHED);
            algebra.gemm(37, 1, left, algebra.pack(k, 29, right), 0, target);
            assertThat(c).isEqualTo(expected);

            Arrays.fill(c, UNTOUCHED);
            Operand wideLeft = new DoubleOperand(wide, 1, stride, false, rows);
            algebra.gemm(37, 29, k, 1, wideLeft, new DoubleOperand(wide, 1, stride, true, others), 0, target);
            assertThat(c).isEqualTo(expected);

            // an index on the summed side: AᵀA over chosen rows
            double[] gram = new double[stride * stride];
            Operand at = new FloatOperand(x, 1, stride, true, rows);
            algebra.gemm(k, k, 37, 1, at, at.transposed(), 0, new Target(gram, 0, stride));
            double[] plain = new double[stride * stride];
            algebra.gemm(
                    1, Matrix.of(a, 37, k).transpose(), Matrix.of(a, 37, k), 0, new Matrix(plain, 0, stride, k, k));
            assertThat(gram).isEqualTo(plain);
        }
    }

    private static double[] gather(double[] x, int offset, int stride, int[] rows, int columns) {
        double[] out = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(x, offset + rows[i] * stride, out, i * columns, columns);
        }
        return out;
    }

    @Test
    void hasTheSameBitsForAnyThreadsKernelsRowSplitsAndPacking() {
        Random random = new Random(3);
        int m = 403;
        int n = 217;
        int k = 451;
        double[] a = randomArray(random, m * k);
        double[] b = randomArray(random, k * n);
        double[] start = randomArray(random, m * n);
        double[] expected = null;
        for (int threads : new int[] {1, 2, 4}) {
            try (WorkerPool pool = new WorkerPool(threads)) {
                for (MicroKernel kernel : kernels().toList()) {
                    VectorAlgebra algebra = new VectorAlgebra(pool, kernel);
                    double[] c = start.clone();
                    algebra.gemm(1.3, Matrix.of(a, m, k), Matrix.of(b, k, n), 1, Matrix.of(c, m, n));
                    if (expected == null) {
                        expected = c;
                    }
                    assertThat(c).isEqualTo(expected);

                    double[] split = start.clone();
                    PackedMatrix packed = algebra.pack(k, n, new DoubleOperand(b, 0, n, false, null));
                    int rows = 1;
                    for (int i = 0; i < m; i += rows, rows = Math.min(2 * rows + 1, m - i)) {
                        Operand part = new DoubleOperand(a, i * k, k, false, null);
                        algebra.gemm(rows, 1.3, part, packed, 1, new Target(split, i * n, n));
                    }
                    assertThat(split).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void carriesNotANumberAndInfinity() {
        try (WorkerPool pool = new WorkerPool(1)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            double[] a = {1, Double.NaN, 0, 1};
            double[] b = {0, 2, 0, Double.POSITIVE_INFINITY};
            double[] c = new double[4];
            algebra.gemm(1, Matrix.of(a, 2, 2), Matrix.of(b, 2, 2), 0, Matrix.of(c, 2, 2));
            assertThat(c).containsExactly(Double.NaN, Double.NaN, 0, Double.POSITIVE_INFINITY);
            double[] d = {Double.NaN, 1, 1, 1};
            algebra.gemm(1, Matrix.of(new double[4], 2, 2), Matrix.of(new double[4], 2, 2), 1, Matrix.of(d, 2, 2));
            assertThat(d).containsExactly(Double.NaN, 1, 1, 1);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (WorkerPool pool = new WorkerPool(1)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            double[] x = new double[12];
            assertThatThrownBy(() -> algebra.gemm(
                            1, new Matrix(x, 1, 4, 3, 4), Matrix.of(x, 4, 3), 0, Matrix.of(new double[9], 3, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("matrix: 3 x 4 at offset 1 with stride 4 does not fit an array of 12");
            assertThatThrownBy(() -> algebra.gemm(
                            1, Matrix.of(x, 3, 4), new Matrix(x, 0, 2, 4, 3), 0, Matrix.of(new double[9], 3, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("matrix: expected a stride of at least 3, got 2");
            Operand a = new DoubleOperand(x, 0, 4, false, new int[] {0, 3});
            assertThatThrownBy(() -> algebra.pack(4, 2, a.transposed())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static double[] randomArray(Random random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }
}
