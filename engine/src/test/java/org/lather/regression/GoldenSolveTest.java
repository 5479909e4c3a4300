package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.basis.Whiteners;
import org.lather.golden.Golden;
import org.lather.golden.Npz;
import org.lather.training.SmallTraining;

/** Regression against values solved in 80 digits; rows of noise σ_r have the weight 1/σ_r² here, so λ = 1. */
class GoldenSolveTest {
    private final Backend backend = SmallTraining.reference();
    private final Npz z = Golden.load("gpr");

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({"sparse, 1e-12", "singular, 1e-9"})
    void sparse(String name, double limit) {
        int m = z.shape(name + "_K_MM")[0];
        Whiteners.Result w = Whiteners.factor(
                z.doubles(name + "_K_MM"), m, new int[] {0}, backend.algebra().dense());
        // nothing is dropped, even at condition 2e12
        assertThat(w.kept()).containsExactlyInAnyOrder(IntStream.range(0, m).toArray());
        RidgeFit fit;
        double[] v;
        try (Tile phi = whiten(name + "_K_NM", w);
                Accumulator a = backend.accumulator(new NormalEquations(m, 1))) {
            a.add(phi, phi.rows(), weights(name), z.doubles(name + "_y"));
            NormalEquations sums = a.download();
            fit = RidgeFit.factor(
                    PanelsInMemory.of(sums.matrix().square(), m),
                    1,
                    backend.algebra().dense());
            v = fit.solve(sums.right());
            double squares = Arrays.stream(v).map(x -> x * x).sum();
            double objective = z.doubles(name + "_objective")[0];
            assertThat(RidgeFit.squaredError(sums, 0, v) + squares)
                    .isCloseTo(objective, within(1e-9 * Math.max(1, sums.squares()[0])));
        }
        double[] unordered =
                RidgeFit.unwhiten(v, w.whitening(), backend.algebra().dense());
        double[] weights = new double[m];
        for (int i = 0; i < m; i++) {
            weights[w.kept()[i]] = unordered[i];
        }
        if (name.equals("sparse")) {
            near(weights, z.doubles("sparse_weights"), 1e-10);
        }
        try (Tile phi = whiten(name + "_K_TM", w)) {
            near(multiply(phi.download(), m, v), z.doubles(name + "_prediction"), limit);
        }
        try (Tile phi = whiten(name + "_K_NM", w)) {
            near(multiply(phi.download(), m, v), z.doubles(name + "_fit"), limit);
        }
    }

    /** Copies of representatives, exact and to within rounding, are left out and change no prediction. */
    @ParameterizedTest
    @CsvSource({"0", "4e-16"})
    void leavesOutCopies(double rounding) {
        double[] k = z.doubles("sparse_K_MM");
        int m = 5;
        int[] source = {0, 1, 1, 2, 3, 0, 4, 4};
        int n = source.length;
        double[] doubled = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                doubled[i * n + j] = k[source[i] * m + source[j]] * (1 + rounding * ((i * 7 + j * 7) % 3 - 1));
            }
        }
        Whiteners.Result w =
                Whiteners.factor(doubled, n, new int[] {0}, backend.algebra().dense());
        assertThat(Arrays.stream(w.kept()).map(i -> source[i])).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        double[] columns = z.doubles("sparse_K_NM");
        double[] gathered = gather(columns, m, w.kept(), source);
        double[] test = gather(z.doubles("sparse_K_TM"), m, w.kept(), source);
        double[] v;
        try (Tile phi = whiten(gathered, w.whitening());
                Accumulator a = backend.accumulator(new NormalEquations(m, 1))) {
            a.add(phi, phi.rows(), weights("sparse"), z.doubles("sparse_y"));
            NormalEquations sums = a.download();
            v = RidgeFit.factor(sums.matrix(), 1, backend.algebra().dense()).solve(sums.right());
        }
        try (Tile phi = whiten(test, w.whitening())) {
            near(multiply(phi.download(), m, v), z.doubles("sparse_prediction"), 1e-11);
        }
    }

    @Test
    void blocksAreFactoredOnTheirOwn() {
        double[] k = {4, 2, 9, 2, 5, 9, 9, 9, 16};
        Whiteners.Result w =
                Whiteners.factor(k, 3, new int[] {0, 2}, backend.algebra().dense());
        assertThat(w.whitening().blocks()).hasSize(2);
        double[] first = w.whitening().blocks().get(0).factor();
        assertThat(new double[] {first[0], first[2], first[3]}).containsExactly(2, 1, 2);
        assertThat(w.whitening().blocks().get(1).factor()).containsExactly(4);
        assertThat(w.whitening().blocks().get(1).offset()).isEqualTo(2);
    }

    /** Many vectors in few directions, up to a little: a factor is found that gives back the matrix that it keeps. */
    @ParameterizedTest
    @CsvSource({"1e-4", "1e-6", "1e-7", "3e-8", "1e-8"})
    void factorsWhatIsNearlySingular(double spread) {
        java.util.Random random = new java.util.Random(3);
        int n = 240;
        int d = 40;
        double[] x = new double[n * d];
        for (int i = 0; i < n; i++) {
            double norm = 0;
            for (int j = 0; j < d; j++) {
                x[i * d + j] = (i % 12 == j ? 1 : 0) + spread * random.nextGaussian();
                norm += x[i * d + j] * x[i * d + j];
            }
            for (int j = 0; j < d; j++) {
                x[i * d + j] /= Math.sqrt(norm);
            }
        }
        double[] k = new double[n * n];
        backend.algebra().dense().gemm(1, Matrix.of(x, n, d), Matrix.of(x, n, d).transpose(), 0, Matrix.of(k, n, n));
        for (int i = 0; i < n * n; i++) {
            k[i] *= k[i];
        }
        Whiteners.Result w =
                Whiteners.factor(k, n, new int[] {0}, backend.algebra().dense());
        int m = w.kept().length;
        assertThat(m).isBetween(12, n);
        double[] l = w.whitening().blocks().get(0).factor();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double s = 0;
                for (int c = 0; c <= j; c++) {
                    s += l[i * m + c] * l[j * m + c];
                }
                assertThat(s).isCloseTo(k[w.kept()[i] * n + w.kept()[j]], within(1e-14));
            }
            assertThat(l[i * m + i] * l[i * m + i]).isGreaterThanOrEqualTo(0.9 * Whiteners.THRESHOLD);
        }
    }

    @Test
    void full() {
        double[] weight = weights("full");
        int n = weight.length;
        KernelRidge ridge = new KernelRidge(
                z.doubles("full_K"),
                n,
                IntStream.range(0, n).toArray(),
                weight,
                backend.algebra().dense());
        double[] alpha = ridge.solve(z.doubles("full_y"), 1);
        double scale =
                Arrays.stream(z.doubles("full_weights")).map(Math::abs).max().orElseThrow();
        near(alpha, z.doubles("full_weights"), 1e-12 * scale);
        near(multiply(z.doubles("full_K_T"), n, alpha), z.doubles("full_prediction"), 1e-12 * scale);
    }

    /** Leave-one-out is cross-validation with a fold for each row. */
    @Test
    void fullLeaveOneOut() {
        double[] weight = weights("full");
        double[] y = z.doubles("full_y");
        int n = weight.length;
        int[] each = IntStream.range(0, n).toArray();
        KernelRidge ridge = new KernelRidge(
                z.doubles("full_K"), n, each, weight, backend.algebra().dense());
        double expected = 0;
        for (int i = 0; i < n; i++) {
            double d = y[i] - z.doubles("full_loo_prediction")[i];
            expected += weight[i] * d * d;
        }
        assertThat(ridge.error(y, each, n, 1)).isCloseTo(expected, within(1e-9 * expected));
    }

    /** Of many rows the first fold that has any is held out alone. */
    @Test
    void folds() {
        int[] fold = {3, 1, 3, 2, 1};
        assertThat(KernelRidge.heldFolds(fold, 4, 5)).containsExactly(1, 2, 3);
        assertThat(KernelRidge.heldFolds(fold, 4, 4)).containsExactly(1);
    }

    /** A subset of the rows is a fit of these alone. */
    @Test
    void fullOfSomeRows() {
        double[] weight = weights("full");
        double[] k = z.doubles("full_K");
        int n = weight.length;
        int[] rows = {1, 4, 5, 11};
        double[] small = new double[16];
        double[] w = new double[4];
        double[] y = new double[4];
        for (int i = 0; i < 4; i++) {
            w[i] = weight[rows[i]];
            y[i] = z.doubles("full_y")[rows[i]];
            for (int j = 0; j < 4; j++) {
                small[i * 4 + j] = k[rows[i] * n + rows[j]];
            }
        }
        double[] a = new KernelRidge(k, n, rows, w, backend.algebra().dense()).solve(y, 0.3);
        for (int i = 0; i < 4; i++) {
            double residual = y[i] - 0.3 / w[i] * a[i];
            for (int j = 0; j < 4; j++) {
                residual -= small[i * 4 + j] * a[j];
            }
            assertThat(residual).as("(K + λ/w) α = y").isCloseTo(0, within(1e-12));
        }
    }

    private Tile whiten(String name, Whiteners.Result w) {
        int m = w.whitening().size();
        return whiten(gather(z.doubles(name), m, w.kept(), IntStream.range(0, m).toArray()), w.whitening());
    }

    private Tile whiten(double[] k, Whitening whitening) {
        Tile t = backend.tile(k.length / whitening.size(), whitening.size());
        t.upload(0, k);
        backend.whiten(t, whitening);
        return t;
    }

    private static double[] gather(double[] matrix, int width, int[] kept, int[] source) {
        int rows = matrix.length / width;
        double[] out = new double[rows * kept.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < kept.length; j++) {
                out[i * kept.length + j] = matrix[i * width + source[kept[j]]];
            }
        }
        return out;
    }

    private double[] weights(String name) {
        return Arrays.stream(z.doubles(name + "_noise")).map(s -> 1 / (s * s)).toArray();
    }

    private static double[] multiply(double[] a, int width, double[] x) {
        double[] out = new double[a.length / width];
        for (int i = 0; i < a.length; i++) {
            out[i / width] += a[i] * x[i % width];
        }
        return out;
    }

    private static void near(double[] got, double[] expected, double limit) {
        assertThat(got).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("%d", i).isCloseTo(expected[i], within(limit));
        }
    }
}
