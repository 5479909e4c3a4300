package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dense linear algebra against its definition. Matrices stand somewhere in larger arrays, the rest of which must stay.
 */
public abstract class DenseAlgebraContract {
    private static final double GUARD = 1234.5;

    protected abstract DenseAlgebra algebra();

    /** A matrix of random numbers within an array of guards. */
    private static final class Guarded {
        final int rows;
        final int columns;
        final int offset;
        final int stride;
        final double[] array;

        Guarded(Random random, int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            this.offset = random.nextInt(4);
            this.stride = columns + random.nextInt(4);
            this.array = new double[offset + rows * stride + 3];
            Arrays.fill(array, GUARD);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    set(i, j, random.nextGaussian());
                }
            }
        }

        Matrix view() {
            return new Matrix(array, offset, stride, rows, columns);
        }

        Matrix view(boolean transpose) {
            return transpose ? view().transpose() : view();
        }

        double get(int i, int j) {
            return array[offset + i * stride + j];
        }

        double get(boolean transpose, int i, int j) {
            return transpose ? get(j, i) : get(i, j);
        }

        void set(int i, int j, double value) {
            array[offset + i * stride + j] = value;
        }

        double[][] copy() {
            double[][] out = new double[rows][columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    out[i][j] = get(i, j);
                }
            }
            return out;
        }

        void fill(double value) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    set(i, j, value);
                }
            }
        }

        void assertGuards(String where) {
            for (int k = 0; k < array.length; k++) {
                int inside = k - offset;
                if (inside < 0 || inside % stride >= columns || inside / stride >= rows) {
                    assertThat(array[k])
                            .as(where + " outside the matrix at " + k)
                            .isEqualTo(GUARD);
                }
            }
        }

        /** A well conditioned lower triangular matrix, undefined above. */
        void makeLower(Random random) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < rows; j++) {
                    set(i, j, j > i ? Double.NaN : j == i ? 1 + random.nextDouble() : random.nextGaussian() / rows);
                }
            }
        }
    }

    private static void near(String where, double got, double expected, double limit) {
        if (!(Math.abs(got - expected) <= limit)) {
            throw new AssertionError(where + ": expected " + expected + " within " + limit + ", got " + got);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "1,7,3",
        "2,3,4",
        "3,5,0",
        "5,4,9",
        "7,8,6",
        "8,16,24",
        "9,17,25",
        "13,1,31",
        "33,31,17",
        "65,63,129",
        "40,130,257",
        "130,9,70"
    })
    void multiplies(int m, int n, int k) {
        for (int which = 0; which < 12; which++) {
            boolean ta = which % 2 == 1;
            boolean tb = which / 2 % 2 == 1;
            double beta = new double[] {0, 1, -0.5}[which / 4];
            long seed = 100_000L * m + 1000L * n + 10L * k + which;
            Random random = new Random(seed);
            Guarded a = ta ? new Guarded(random, k, m) : new Guarded(random, m, k);
            Guarded b = tb ? new Guarded(random, n, k) : new Guarded(random, k, n);
            Guarded c = new Guarded(random, m, n);
            double[][] before = c.copy();
            if (beta == 0) {
                c.fill(Double.NaN);
            }
            algebra().gemm(0.7, a.view(ta), b.view(tb), beta, c.view());
            String where = "seed " + seed + " " + ta + " " + tb + " beta " + beta;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    double size = Math.abs(before[i][j]);
                    for (int p = 0; p < k; p++) {
                        double term = 0.7 * a.get(ta, i, p) * b.get(tb, p, j);
                        sum += term;
                        size += Math.abs(term);
                    }
                    double expected = sum + (beta == 0 ? 0 : beta * before[i][j]);
                    near(where, c.get(i, j), expected, Tolerance.sum(size, k));
                }
            }
            c.assertGuards(where);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,5", "3,0", "7,9", "8,8", "17,33", "31,4", "64,65", "101,30", "130,257"})
    void multipliesWithItsTranspose(int n, int k) {
        for (int which = 0; which < 4; which++) {
            boolean transpose = which % 2 == 1;
            double beta = which / 2 == 0 ? 0 : 0.25;
            long seed = 1000L * n + 10L * k + which;
            Random random = new Random(seed);
            Guarded a = transpose ? new Guarded(random, k, n) : new Guarded(random, n, k);
            Guarded c = new Guarded(random, n, n);
            double[][] before = c.copy();
            if (beta == 0) {
                c.fill(Double.NaN);
            }
            algebra().syrk(-1.5, a.view(transpose), beta, c.view());
            String where = "seed " + seed + " " + transpose + " beta " + beta;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double expected = beta == 0 ? 0 : beta * before[i][j];
                    double size = Math.abs(expected);
                    for (int p = 0; p < k; p++) {
                        double term = -1.5 * a.get(transpose, i, p) * a.get(transpose, j, p);
                        expected += term;
                        size += Math.abs(term);
                    }
                    near(where, c.get(i, j), expected, Tolerance.sum(size, k));
                }
            }
            c.assertGuards(where);
        }
    }

    /** A = L Lᵀ for L with a given product; the upper triangle is not read. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 16, 17, 31, 64, 65, 127, 200, 301})
    void factorises(int n) {
        Random random = new Random(n);
        Guarded a = positiveDefinite(random, n, 0);
        double[][] before = a.copy();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                a.set(i, j, Double.NaN);
            }
        }
        algebra().potrf(a.view());
        for (int i = 0; i < n; i++) {
            assertThat(a.get(i, i)).as("seed %d", n).isPositive();
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int p = 0; p <= j; p++) {
                    sum += a.get(i, p) * a.get(j, p);
                }
                near("seed " + n, sum, before[i][j], Tolerance.sum(10, n));
            }
        }
        a.assertGuards("seed " + n);
    }

    /** B Bᵀ/n + shift 1 with B [n][n + 2]. */
    private static Guarded positiveDefinite(Random random, int n, double shift) {
        Guarded b = new Guarded(random, n, n + 2);
        Guarded a = new Guarded(random, n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = i == j ? shift : 0;
                for (int p = 0; p < n + 2; p++) {
                    sum += b.get(i, p) * b.get(j, p) / n;
                }
                a.set(i, j, sum);
            }
        }
        return a;
    }

    @ParameterizedTest
    @CsvSource({"1,0", "5,0", "9,4", "33,32", "130,70", "200,199"})
    void namesThePivotThatIsNotPositive(int n, int at) {
        Random random = new Random(n);
        Guarded a = positiveDefinite(random, n, 0.1);
        // the pivot at row i is the diagonal less the squares before it: make it -0.25
        double[][] copy = a.copy();
        double[][] factor = new double[n][n];
        for (int i = 0; i <= at; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = copy[i][j];
                for (int p = 0; p < j; p++) {
                    sum -= factor[i][p] * factor[j][p];
                }
                factor[i][j] = j < i ? sum / factor[j][j] : Math.sqrt(sum);
            }
        }
        double pivot = factor[at][at] * factor[at][at];
        a.set(at, at, copy[at][at] - pivot - 0.25);
        assertThatThrownBy(() -> algebra().potrf(a.view()))
                .isInstanceOfSatisfying(NotPositiveDefiniteException.class, e -> {
                    assertThat(e.pivot()).isEqualTo(at);
                    assertThat(e.value()).isCloseTo(-0.25, within(1e-12 * n));
                });
    }

    @Test
    void refusesUndefinedNumbers() {
        double[] a = {1, 0, Double.NaN, 1};
        // no jitter would help
        assertThatThrownBy(() -> algebra().potrf(Matrix.of(a, 2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected finite numbers");
    }

    /** Rank 12 of 30, less a little: the jitter that is suggested must be enough. */
    @Test
    void suggestsAJitterThatHelps() {
        for (long seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            int n = 30;
            Guarded b = new Guarded(random, n, 12);
            double[] a = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    for (int p = 0; p < 12; p++) {
                        a[i * n + j] += b.get(i, p) * b.get(j, p);
                    }
                }
                a[i * n + i] -= 1e-10;
            }
            double[] again = a.clone();
            String where = "seed " + seed;
            assertThatThrownBy(() -> algebra().potrf(Matrix.of(a, n, n)))
                    .as(where)
                    .isInstanceOfSatisfying(NotPositiveDefiniteException.class, e -> {
                        assertThat(e.suggestedJitter()).as(where).isBetween(1e-10, 1e-4);
                        for (int i = 0; i < n; i++) {
                            again[i * n + i] += e.suggestedJitter();
                        }
                        algebra().potrf(Matrix.of(again, n, n));
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,2", "2,9", "8,8", "9,17", "17,5", "33,64", "64,31", "65,1", "1,70", "130,131", "200,7"})
    void solvesTriangles(int m, int n) {
        for (int which = 0; which < 4; which++) {
            boolean left = which % 2 == 1;
            boolean transpose = which / 2 == 1;
            long seed = 1000L * m + 10L * n + which;
            Random random = new Random(seed);
            int size = left ? m : n;
            Guarded l = new Guarded(random, size, size);
            l.makeLower(random);
            Guarded b = new Guarded(random, m, n);
            double[][] before = b.copy();
            if (left) {
                algebra().solveLeft(l.view(transpose), b.view());
            } else {
                algebra().solveRight(l.view(transpose), b.view());
            }
            String where = "seed " + seed + (left ? " left" : " right") + (transpose ? " transposed" : "");
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    double magnitude = 1;
                    for (int p = 0; p < size; p++) {
                        int row = left ? i : p;
                        int column = left ? p : j;
                        boolean stored = transpose ? column >= row : column <= row;
                        if (stored) {
                            double term = l.get(transpose, row, column) * (left ? b.get(p, j) : b.get(i, p));
                            sum += term;
                            magnitude += Math.abs(term);
                        }
                    }
                    near(where, sum, before[i][j], Tolerance.sum(magnitude, size));
                }
            }
            b.assertGuards(where);
        }
    }

    /** Rows of a prepared triangle are the same bits as columns of one that is not, and do not depend on each other. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,5", "3,63", "4,64", "1,65", "5,130", "40,131", "1,333", "70,530", "2,769", "5,1600", "2,0"})
    void solvesPreparedTriangles(int m, int n) {
        Random random = new Random(100L * m + n);
        Guarded l = new Guarded(random, n, n);
        l.makeLower(random);
        Guarded x = new Guarded(random, m, n);
        double[][] before = x.copy();
        double[] square = new double[n * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(l.array, l.offset + i * l.stride, square, i * n, n);
        }
        TriangularFactor prepared = algebra().prepare(LowerTriangle.of(square, n));
        TriangularFactor fromPanels = algebra().prepare(PanelsInMemory.of(square, n));
        assertThat(prepared.size()).isEqualTo(n);
        assertThat(algebra().preparedBytes(n)).isBetween(0L, 64L * (n + 64) * (n + 64));
        double[] other = Arrays.copyOf(before[0], n);
        algebra().solve(fromPanels, Matrix.of(other, 1, n));
        algebra().solve(prepared, x.view());
        for (int j = 0; j < n; j++) {
            assertThat(other[j]).isEqualTo(x.get(0, j));
        }
        for (int i = 0; i < m; i++) {
            double[] column = before[i].clone();
            algebra().solveLeft(l.view(), Matrix.of(column, n, 1));
            for (int j = 0; j < n; j++) {
                double bound = n <= LowerTriangle.PANEL ? 0 : 1e-9 * Math.max(1, Math.abs(column[j]));
                assertThat(x.get(i, j)).as("row %d, column %d", i, j).isCloseTo(column[j], within(bound));
            }
        }
        x.assertGuards("prepared");
        if (n > 0) {
            assertThatThrownBy(() -> algebra().solve(prepared, new Matrix(new double[n], 0, n - 1, 1, n - 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> algebra().solve(() -> n, x.view())).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
