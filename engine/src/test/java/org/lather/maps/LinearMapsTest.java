package org.lather.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Precision;
import org.lather.backend.reference.ReferenceBackend;

/** Linear maps of 14 points and 4 further ones beside those of scikit-learn 1.8 and scikit-matter 0.4. */
class LinearMapsTest {
    private static final int N = 14;
    private static final int MORE = 4;
    private static final int FEATURES = 5;
    private static final double[] X = features();
    private static final DenseAlgebra ALGEBRA =
            new ReferenceBackend(Precision.DOUBLE).algebra().dense();

    private static final double[] KPCA = {
        0.669449311250673,
        -0.1033491072726851,
        -0.25487749496796275,
        0.6524831681397587,
        -0.4124523991257888,
        -0.5232244161719506,
        -0.4673050544994446,
        -0.4354232446851541
    };
    private static final double[] KPCA_FURTHER = {
        0.3555245114933554,
        -0.20719108380690696,
        0.008190344488333893,
        0.10812950493929455,
        0.029272754032288233,
        0.04430937116676667,
        -0.04712200995972308,
        -0.28268719164686107
    };
    private static final double[] KPCOVR = {
        -0.7574877689837378,
        -0.5505476041476947,
        -0.20052678653981185,
        -0.9315111263035302,
        0.9428628497969413,
        -0.39274452797646464,
        1.4106495062043762,
        -0.1884731666063892
    };
    private static final double[] KPCOVR_FURTHER = {
        -1.3110944231899027,
        -0.6550478299244489,
        -2.2886060535229866,
        0.8533742004183076,
        1.736435966447181,
        0.054902213584971285,
        0.26245544419193184,
        -0.35070243326533124
    };
    private static final double[] PCOVR = {
        -0.4081038563423554,
        -0.5701891238872582,
        -0.3869393163220634,
        -0.24430977030514817,
        0.7201213900568121,
        0.13980371241929543,
        1.2234841584483884,
        0.0343739599581505
    };
    private static final double[] PCOVR_FURTHER = {
        -1.2092943712745512, 1.4197292880292187, -1.3562850719836395, 1.4393082972697198,
        -0.7700002078710192, 0.7661366671600078, -0.4655549425414969, 0.5666704629206348
    };

    private static double[] features() {
        double[] out = new double[(N + MORE) * FEATURES];
        for (int i = 0; i < N + MORE; i++) {
            for (int j = 0; j < FEATURES; j++) {
                out[i * FEATURES + j] = Math.sin(1 + 1.3 * i * (j + 1)) + 0.3 * Math.cos(i + 2.0 * j);
            }
        }
        return out;
    }

    private static double dot(double[] x, int i, int j) {
        double sum = 0;
        for (int k = 0; k < FEATURES; k++) {
            sum += x[i * FEATURES + k] * x[j * FEATURES + k];
        }
        return sum;
    }

    /** The squared cosines of the points from one index to another with the landmarks. */
    static double[] cosines(int from, int to) {
        double[] k = new double[(to - from) * N];
        for (int i = from; i < to; i++) {
            for (int j = 0; j < N; j++) {
                double c = dot(X, i, j) / Math.sqrt(dot(X, i, i) * dot(X, j, j));
                k[(i - from) * N + j] = c * c;
            }
        }
        return k;
    }

    private static double[] ones() {
        double[] out = new double[MORE];
        Arrays.fill(out, 1);
        return out;
    }

    /** Targets of zero mean and unit variance. */
    private static double[] targets() {
        double[] y = new double[2 * N];
        for (int c = 0; c < 2; c++) {
            double mean = 0;
            double square = 0;
            for (int i = 0; i < N; i++) {
                double v = c == 0 ? Math.sin(0.5 * i) : Math.cos(0.9 * i);
                y[2 * i + c] = v;
                mean += v / N;
                square += v * v / N;
            }
            for (int i = 0; i < N; i++) {
                y[2 * i + c] = (y[2 * i + c] - mean) / Math.sqrt(square - mean * mean);
            }
        }
        return y;
    }

    private static void expect(LinearMap map, double[] kernels, double[] landmarks, double[] further) {
        assertThat(Arrays.copyOf(map.landmarks(), landmarks.length)).containsExactly(landmarks, within(1e-9));
        assertThat(map.project(kernels, ones())).containsExactly(further, within(1e-9));
    }

    @Test
    void kernelPrincipalComponents() {
        LinearMap map = KernelPca.fit(cosines(0, N), N, 2, 2);
        assertThat(map.eigenvalues()).containsExactly(new double[] {2.87226579, 1.87135372}, within(1e-8));
        expect(map, cosines(N, N + MORE), KPCA, KPCA_FURTHER);
    }

    @Test
    void kernelPrincipalCovariates() {
        LinearMap map = new Pcovr(0.4, 0.01, true).fit(cosines(0, N), N, targets(), 2, ALGEBRA, 1);
        expect(map, cosines(N, N + MORE), KPCOVR, KPCOVR_FURTHER);
    }

    @Test
    void principalCovariates() {
        LinearFeatures scaled = LinearFeatures.of(Arrays.copyOf(X, N * FEATURES), N);
        double[] x = X.clone();
        scaled.apply(x);
        double[] k = new double[N * N];
        double[] further = new double[MORE * N];
        for (int j = 0; j < N; j++) {
            for (int i = 0; i < N; i++) {
                k[i * N + j] = dot(x, i, j);
            }
            for (int i = 0; i < MORE; i++) {
                further[i * N + j] = dot(x, N + i, j);
            }
        }
        expect(new Pcovr(0.6, 0.02, false).fit(k, N, targets(), 2, ALGEBRA, 2), further, PCOVR, PCOVR_FURTHER);
    }

    @Test
    void mixingOfOneGivesPrincipalComponents() {
        double[] k = cosines(0, N);
        KernelCentre centre = KernelCentre.centre(k, N, true);
        double[] expected = KernelPca.fit(cosines(0, N), N, 2, 1).landmarks();
        for (int i = 0; i < expected.length; i++) {
            expected[i] /= Math.sqrt(centre.scale());
        }
        assertThat(new Pcovr(1, 0.01, true)
                        .fit(cosines(0, N), N, targets(), 2, ALGEBRA, 1)
                        .landmarks())
                .containsExactly(expected, within(1e-10));
    }

    @Test
    void componentsBeyondTheRankAreZero() {
        double[] k = {2, 1, 1, 1, 2, 1, 1, 1, 2};
        double[] x = KernelPca.fit(k, 3, 3, 1).landmarks();
        assertThat(new double[] {x[2], x[5], x[8]}).containsOnly(0);
    }

    @Test
    void refusesMoreDimensionsThanLandmarks() {
        assertThatThrownBy(() -> KernelPca.fit(new double[4], 2, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 to 2 dimensions");
    }

    @Test
    void refusesParametersOutOfRange() {
        assertThatThrownBy(() -> new Pcovr(1.5, 1, true)).hasMessageContaining("mixing");
        assertThatThrownBy(() -> new Pcovr(0.5, 0, true)).hasMessageContaining("ridge");
    }
}
