package org.lather.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Precision;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;

class SketchMapTest {
    private static final DenseAlgebra ALGEBRA =
            new ReferenceBackend(Precision.DOUBLE).algebra().dense();

    private static SketchMapFit fit(int dimensions, Sigmoid s, int threads) {
        return new SketchMapFit(dimensions, s, s, ALGEBRA, threads);
    }

    private static double[] random(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    /** The linear kernel of points, whose distances are those of the points. */
    private static double[] kernels(double[] x, int from, int n, double[] z, int m, int dimension) {
        double[] out = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                for (int k = 0; k < dimension; k++) {
                    out[i * m + j] += x[(from + i) * dimension + k] * z[j * dimension + k];
                }
            }
        }
        return out;
    }

    private static double[] own(double[] x, int from, int n, int dimension) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = kernels(x, from + i, 1, Arrays.copyOfRange(x, (from + i) * dimension, x.length), 1, dimension)[0];
        }
        return out;
    }

    @Test
    void sigmoidIsAHalfAtSigmaAndHasTheGivenPowers() {
        for (double[] e : new double[][] {{2, 2}, {3, 8}, {1, 2.5}, {12, 6}, {0.7, 1.3}}) {
            Sigmoid s = new Sigmoid(0.3, e[0], e[1]);
            assertThat(s.ofSquare(0.09)).isCloseTo(0.5, within(1e-14));
            assertThat(Math.log(s.ofSquare(0.09 / 16) / s.ofSquare(0.09 / 64)) / Math.log(2))
                    .isCloseTo(e[0], within(0.2 * e[0]));
            assertThat(Math.log((1 - s.ofSquare(9)) / (1 - s.ofSquare(36))) / Math.log(2))
                    .isCloseTo(e[1], within(0.3 * e[1]));
            double h = 1e-6;
            assertThat(s.slope(0.05, s.ofSquare(0.05)))
                    .isCloseTo((s.ofSquare(0.05 + h) - s.ofSquare(0.05 - h)) / (2 * h), within(1e-6));
        }
    }

    @Test
    void gradientOfTheStressIsItsDerivative() {
        for (int dimensions = 1; dimensions <= 3; dimensions++) {
            int n = 9;
            double[] target = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    target[i * n + j] = target[j * n + i] = 0.5 + 0.4 * Math.sin(i * j);
                }
            }
            try (RowWorkers workers = new RowWorkers(2)) {
                SketchStress stress = new SketchStress(target, n, dimensions, new Sigmoid(0.6, 3, 2), workers);
                double[] x = random(n * dimensions, 3);
                double[] g = new double[x.length];
                double[] ignored = new double[x.length];
                stress.value(x, g);
                for (int k = 0; k < x.length; k++) {
                    double[] y = x.clone();
                    y[k] += 1e-5;
                    double up = stress.value(y, ignored);
                    y[k] -= 2e-5;
                    assertThat(g[k]).isCloseTo((up - stress.value(y, ignored)) / 2e-5, within(1e-8));
                }
            }
        }
    }

    @Test
    void pointsOfAPlaneAreMappedAsTheyAre() {
        int n = 60;
        double[] x = random(2 * n + 20, 5);
        double[] z = Arrays.copyOf(x, 2 * n);
        double[] k = kernels(x, 0, n, z, n, 2);
        SketchMap map = fit(2, new Sigmoid(0.7, 2, 3), 1).fit(k, n, Execution.defaults());
        assertThat(map.stress()).isLessThan(1e-8);
        // further points keep their distances to the landmarks, too
        double[] further = map.project(kernels(x, n, 10, z, n, 2), own(x, n, 10, 2));
        double[] positions = map.landmarks();
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < n; j++) {
                double shown = Math.sqrt(SketchStress.square(further, 2 * i, positions, 2 * j, 2));
                double real = Math.sqrt(SketchStress.square(x, 2 * (n + i), z, 2 * j, 2));
                assertThat(shown).isCloseTo(real, within(2e-3));
            }
        }
    }

    @Test
    void landmarksAreProjectedWhereTheyAre() {
        int n = 50;
        double[] x = random(6 * n, 7);
        double[] k = kernels(x, 0, n, x, n, 6);
        SketchMap map = fit(2, new Sigmoid(0.8, 2, 2), 2).fit(k, n, Execution.defaults());
        double[] again = map.project(k.clone(), own(x, 0, n, 6));
        double[] positions = map.landmarks();
        int near = 0;
        for (int i = 0; i < n; i++) {
            near += SketchStress.square(again, 2 * i, positions, 2 * i, 2) < 0.15 * 0.15 ? 1 : 0;
        }
        assertThat(near).isGreaterThan(n * 8 / 10);
    }

    @Test
    void movesLeaveLocalMinima() {
        int n = 40;
        double[] x = random(2 * n, 11);
        double[] k = kernels(x, 0, n, x, n, 2);
        double[] bad = x.clone();
        for (int i = 0; i < 4; i++) { // four points start at the far side
            bad[2 * i] = -bad[2 * i];
            bad[2 * i + 1] = -bad[2 * i + 1];
        }
        assertThat(fit(2, new Sigmoid(0.3, 4, 4), 1)
                        .from(bad, k, n, Execution.defaults())
                        .stress())
                .isLessThan(1e-6);
    }

    @Test
    void threadsChangeNothing() {
        int n = 70;
        double[] x = random(5 * n, 13);
        double[] k = kernels(x, 0, n, x, n, 5);
        Sigmoid s = new Sigmoid(0.8, 4, 2);
        SketchMap one = fit(2, s, 1).fit(k, n, Execution.defaults());
        SketchMap three = fit(2, s, 3).fit(k, n, Execution.defaults());
        assertThat(three.landmarks()).isEqualTo(one.landmarks());
        double[] own = own(x, 0, n, 5);
        assertThat(three.project(k.clone(), own)).isEqualTo(one.project(k.clone(), own));
    }

    @Test
    void mapsOfOneAndThreeDimensionsAndOfEqualPoints() {
        double[] x = random(3 * 20, 17);
        double[] k = kernels(x, 0, 20, x, 20, 3);
        Sigmoid s = new Sigmoid(0.8, 2, 2);
        assertThat(fit(3, s, 1).fit(k, 20, Execution.defaults()).stress()).isLessThan(1e-7);
        assertThat(fit(1, s, 1).fit(k, 20, Execution.defaults()).stress()).isBetween(1e-5, 0.2);
        double[] equal = new double[9];
        Arrays.fill(equal, 1);
        assertThat(fit(2, s, 1).fit(equal, 3, Execution.defaults()).landmarks()).containsOnly(0);
        assertThat(fit(2, s, 1).fit(new double[] {1}, 1, Execution.defaults()).landmarks())
                .hasSize(2);
    }

    @Test
    void suggestionFollowsTheHistogram() {
        int n = 200;
        double[] x = random(8 * n, 19);
        double[] d = SketchMapFit.distances(kernels(x, 0, n, x, n, 8), n);
        DistanceHistogram h = new DistanceHistogram(d, n);
        // two random points of a cube of eight dimensions with edges of 2 are about √(8 · 2/3) apart
        assertThat(h.peak()).isBetween(2.0, 2.6);
        assertThat(h.sigma()).isCloseTo(0.9 * h.peak(), within(1e-12));
        assertThat(Arrays.stream(h.counts()).sum()).isEqualTo(n * (n - 1) / 2);
        assertThat(h.high(h.sigma()).a()).isGreaterThan(2);
        assertThat(h.high(h.sigma()).a()).isEqualTo(h.high(h.sigma()).b());
    }

    @Test
    void cancellationEndsTheSearch() {
        double[] x = random(60, 23);
        Execution cancelled = new Execution(1 << 30, Execution.defaults().progress(), null, () -> true);
        assertThatThrownBy(() -> fit(2, new Sigmoid(1, 2, 2), 1).fit(kernels(x, 0, 20, x, 20, 3), 20, cancelled))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void refusesParametersOutOfRange() {
        assertThatThrownBy(() -> new Sigmoid(0, 2, 2)).hasMessageContaining("sigma");
        assertThatThrownBy(() -> new Sigmoid(1, Double.NaN, 2)).hasMessageContaining("small distances");
        assertThatThrownBy(() -> fit(4, new Sigmoid(1, 2, 2), 1)).hasMessageContaining("1 to 3 dimensions");
    }
}
