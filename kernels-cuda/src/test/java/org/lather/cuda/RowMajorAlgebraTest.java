package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;

/** Row-major algebra by the definitions of the column-major functions. */
class RowMajorAlgebraTest {
    private static final double GUARD = 1234.5;

    private final RowMajorAlgebra algebra = new RowMajorAlgebra(new Definitions());

    private static DeviceMatrix matrix(Random random, int rows, int columns) {
        int stride = columns + random.nextInt(3);
        int offset = random.nextInt(4);
        double[] values = new double[offset + rows * stride + 2];
        Arrays.fill(values, GUARD);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[offset + i * stride + j] = random.nextGaussian();
            }
        }
        return new DeviceMatrix(new Heap(values), offset, stride);
    }

    private static double at(DeviceMatrix a, int i, int j) {
        return ((Heap) a.buffer()).values()[(int) a.offset() + i * a.stride() + j];
    }

    private static void put(DeviceMatrix a, int i, int j, double value) {
        ((Heap) a.buffer()).values()[(int) a.offset() + i * a.stride() + j] = value;
    }

    private static DeviceMatrix copy(DeviceMatrix a) {
        return new DeviceMatrix(new Heap(((Heap) a.buffer()).values().clone()), a.offset(), a.stride());
    }

    private static void near(double got, double expected) {
        assertThat(Math.abs(got - expected)).isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,2,5", "5,7,4", "4,4,0"})
    void multiplies(int m, int n, int k) {
        for (int which = 0; which < 8; which++) {
            boolean ta = which % 2 == 1;
            boolean tb = which / 2 % 2 == 1;
            double beta = which / 4 == 0 ? 0 : -0.5;
            Random random = new Random(which);
            DeviceMatrix a = ta ? matrix(random, k, m) : matrix(random, m, k);
            DeviceMatrix b = tb ? matrix(random, n, k) : matrix(random, k, n);
            DeviceMatrix c = matrix(random, m, n);
            DeviceMatrix before = copy(c);
            algebra.gemm(new Product(ta, tb, m, n, k), 0.7, a, b, beta, c);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += (ta ? at(a, p, i) : at(a, i, p)) * (tb ? at(b, j, p) : at(b, p, j));
                    }
                    near(at(c, i, j), 0.7 * sum + beta * at(before, i, j));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,5", "6,2", "4,0"})
    void multipliesWithItsTranspose(int n, int k) {
        for (boolean transpose : new boolean[] {false, true}) {
            Random random = new Random(n);
            DeviceMatrix a = transpose ? matrix(random, k, n) : matrix(random, n, k);
            DeviceMatrix c = matrix(random, n, n);
            DeviceMatrix before = copy(c);
            algebra.syrk(new SymmetricProduct(transpose, n, k), 1.5, a, 0.25, c);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += transpose ? at(a, p, i) * at(a, p, j) : at(a, i, p) * at(a, j, p);
                    }
                    near(at(c, i, j), j <= i ? 1.5 * sum + 0.25 * at(before, i, j) : at(before, i, j));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "5", "9"})
    void factorisesAndNamesThePivot(int n) {
        Random random = new Random(n);
        DeviceMatrix a = matrix(random, n, n);
        DeviceMatrix b = matrix(random, n, n);
        algebra.syrk(new SymmetricProduct(false, n, n), 1, b, 0, a);
        for (int i = 0; i < n; i++) {
            put(a, i, i, at(a, i, i) + 1);
            for (int j = i + 1; j < n; j++) {
                put(a, i, j, Double.NaN);
            }
        }
        DeviceMatrix l = copy(a);
        assertThat(algebra.potrf(n, l)).isZero();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int p = 0; p <= j; p++) {
                    sum += at(l, i, p) * at(l, j, p);
                }
                near(sum, at(a, i, j));
            }
        }
        DeviceMatrix x = matrix(random, 3, n);
        DeviceMatrix right = copy(x);
        algebra.potrs(n, 3, l, right);
        for (int r = 0; r < 3; r++) {
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += (j <= i ? at(a, i, j) : at(a, j, i)) * at(right, r, j);
                }
                near(sum, at(x, r, i));
            }
        }
        put(a, n / 2, n / 2, -1);
        assertThat(algebra.potrf(n, a)).isEqualTo(n / 2 + 1);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,5", "6,2"})
    void solvesTriangles(int m, int n) {
        for (int which = 0; which < 4; which++) {
            boolean left = which % 2 == 1;
            boolean transpose = which / 2 == 1;
            Random random = new Random(which);
            int size = left ? m : n;
            DeviceMatrix l = matrix(random, size, size);
            for (int i = 0; i < size; i++) {
                put(l, i, i, 2 + random.nextDouble());
                for (int j = i + 1; j < size; j++) {
                    put(l, i, j, Double.NaN);
                }
            }
            DeviceMatrix x = matrix(random, m, n);
            DeviceMatrix before = copy(x);
            algebra.trsm(left, transpose, m, n, l, x);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < size; p++) {
                        int row = left ? i : p;
                        int column = left ? p : j;
                        boolean stored = transpose ? column >= row : column <= row;
                        if (stored) {
                            double factor = transpose ? at(l, column, row) : at(l, row, column);
                            sum += left ? factor * at(x, p, j) : at(x, i, p) * factor;
                        }
                    }
                    near(sum, at(before, i, j));
                }
            }
        }
    }
}
