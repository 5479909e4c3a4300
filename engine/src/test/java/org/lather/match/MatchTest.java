package org.lather.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lather.kernel.StructureKernel.Rematch.LEAST_GAMMA;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.golden.Golden;
import org.lather.golden.Npz;

class MatchTest {
    private static final int STRUCTURES = 5;

    private final Npz z = Golden.load("rematch");
    private final double[] k = z.doubles("environment");
    private final int[] system = z.ints("system");
    private final RegularisedMatch regularised = new RegularisedMatch();
    private final BestMatch best = new BestMatch();

    private int first(int s) {
        int i = 0;
        while (i < system.length && system[i] < s) {
            i++;
        }
        return i;
    }

    private interface Pair {
        double kernel(int offset, int stride, int n, int m);
    }

    private double[] matrix(Pair pair) {
        double[] out = new double[STRUCTURES * STRUCTURES];
        int stride = system.length;
        for (int a = 0; a < STRUCTURES; a++) {
            for (int b = 0; b < STRUCTURES; b++) {
                out[a * STRUCTURES + b] = pair.kernel(
                        first(a) * stride + first(b), stride, first(a + 1) - first(a), first(b + 1) - first(b));
            }
        }
        return out;
    }

    /** Kernels whose plans were computed with 120 digits. */
    @ParameterizedTest
    @CsvSource({"1", "0.1", "0.01"})
    void agreesWithExactPlans(String gamma) {
        double g = Double.parseDouble(gamma);
        double[] computed = matrix((o, s, n, m) -> {
            double x = regularised.kernel(k, o, s, n, m, g);
            assertThat(regularised.error()).isLessThan(1e-10);
            return x;
        });
        double[] expected = z.doubles("rematch_gamma" + gamma);
        for (int i = 0; i < expected.length; i++) {
            assertThat(computed[i]).as("pair %d", i).isCloseTo(expected[i], within(1e-10));
        }
        for (int[] pair : new int[][] {{0, 4}, {2, 3}}) {
            int a = pair[0];
            int b = pair[1];
            int n = first(a + 1) - first(a);
            int m = first(b + 1) - first(b);
            regularised.kernel(k, first(a) * system.length + first(b), system.length, n, m, g);
            double[] plan = regularised.plan();
            double[] known = z.doubles("plan_gamma" + gamma + "_" + a + "_" + b);
            for (int i = 0; i < known.length; i++) {
                assertThat(plan[i]).isCloseTo(known[i], within(1e-9));
            }
        }
    }

    @Test
    void findsTheBestMatch() {
        double[] expected = z.doubles("best_match");
        double[] computed = matrix((o, s, n, m) -> best.kernel(k, o, s, n, m));
        for (int i = 0; i < expected.length; i++) {
            assertThat(computed[i]).isCloseTo(expected[i], within(1e-13));
        }
    }

    /** The best of all assignments of six environments, and the average of all pairs, are the limits. */
    @Test
    void liesBetweenItsLimits() {
        int n = 6;
        double[] x = random(n, n, 3, 0);
        double highest = permutations(n).stream()
                .mapToDouble(p -> {
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += x[i * n + p[i]] / n;
                    }
                    return sum;
                })
                .max()
                .orElseThrow();
        assertThat(best.kernel(x, 0, n, n, n)).isCloseTo(highest, within(1e-14));
        assertThat(regularised.kernel(x, 0, n, n, n, LEAST_GAMMA))
                .isCloseTo(highest, within(2 * LEAST_GAMMA))
                .isLessThanOrEqualTo(highest + 1e-12);
        double average = Arrays.stream(x).average().orElseThrow();
        assertThat(regularised.kernel(x, 0, n, n, n, 1e9)).isCloseTo(average, within(1e-9));
    }

    /** Plans of random pairs with zeros between elements, at all scales of the regularisation, have their sums. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "12, 12", "20, 17", "31, 50", "50, 50"})
    void converges(int n, int m) {
        for (int elements : new int[] {0, 2, 4}) {
            double[] x = random(n, m, 7L * n + m, elements);
            for (double gamma : new double[] {2, 0.5, 0.1, 0.03, 0.01, LEAST_GAMMA}) {
                double value = regularised.kernel(x, 0, m, n, m, gamma);
                assertThat(regularised.error())
                        .as("gamma %s, %d elements, %d steps", gamma, elements, regularised.steps())
                        .isLessThan(1e-9);
                double[] plan = regularised.plan();
                double sum = 0;
                double[] rows = new double[n];
                for (int i = 0; i < n * m; i++) {
                    assertThat(plan[i]).isNotNegative();
                    rows[i / m] += plan[i];
                    sum += plan[i] * x[i];
                }
                assertThat(value).isCloseTo(sum, within(1e-12));
                for (double r : rows) {
                    assertThat(r).isCloseTo(1.0 / n, within(1e-9));
                }
                assertThat(value).isLessThanOrEqualTo(best.kernel(x, 0, m, n, m) + 1e-9);
                double[] turned = new double[n * m];
                for (int i = 0; i < n * m; i++) {
                    turned[i % m * n + i / m] = x[i];
                }
                assertThat(regularised.kernel(turned, 0, n, m, n, gamma)).isCloseTo(value, within(1e-8));
            }
        }
    }

    private static double[] random(int n, int m, long seed, int elements) {
        Random random = new Random(seed);
        double[] x = new double[n * m];
        for (int i = 0; i < n * m; i++) {
            boolean same = elements == 0 || i / m * 3 % 7 % elements == i % m * 5 % 11 % elements;
            x[i] = same ? Math.pow(0.6 + 0.4 * random.nextDouble(), 2) : 0;
        }
        return x;
    }

    private static List<int[]> permutations(int n) {
        if (n == 0) {
            return List.of(new int[0]);
        }
        List<int[]> out = new ArrayList<>();
        for (int[] p : permutations(n - 1)) {
            for (int at = 0; at < n; at++) {
                int[] q = new int[n];
                System.arraycopy(p, 0, q, 0, at);
                q[at] = n - 1;
                System.arraycopy(p, at, q, at + 1, n - 1 - at);
                out.add(q);
            }
        }
        return out;
    }

    /** Slopes are the derivatives of the kernel, on both sides of a square, where elements mask pairs too. */
    @ParameterizedTest
    @CsvSource({"4, 7, 1", "7, 4, 0.3", "6, 6, 0.05", "5, 6, 0.02"})
    void slopesAreDerivatives(int n, int m, double gamma) {
        Random random = new Random(n * 10L + m);
        double[] k = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                k[i * m + j] = i % 2 == j % 2 ? 0.4 + 0.6 * random.nextDouble() : 0;
            }
        }
        RegularisedMatch match = new RegularisedMatch();
        match.kernel(k, 0, m, n, m, gamma);
        double[] slopes = match.slopes(k, 0, m, gamma);
        double step = 1e-4 * gamma;
        for (int i = 0; i < n * m; i++) {
            if (k[i] == 0) {
                continue;
            }
            double[] moved = k.clone();
            double[] f = new double[4];
            double[] at = {-2, -1, 1, 2};
            for (int q = 0; q < 4; q++) {
                moved[i] = k[i] + at[q] * step;
                f[q] = match.kernel(moved, 0, m, n, m, gamma);
            }
            double derivative = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * step);
            assertThat(slopes[i]).as("pair %d", i).isCloseTo(derivative, within(1e-7));
        }
    }
}
