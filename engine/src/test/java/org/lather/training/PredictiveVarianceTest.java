package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Range;
import org.lather.descriptor.Descriptor;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.CompositionUncertainty;

/**
 * δ² (k** − k*ᵀ K_MM⁻¹ k*) + k*ᵀ (K_MM/δ² + K_MN Λ⁻¹ K_NM)⁻¹ k* out of dense matrices that are built here from
 * features, Λ the noise variance of each row.
 */
class PredictiveVarianceTest {
    private static final int ZETA = 2;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private FeatureBlock features(Model m, List<Structure> structures) {
        Descriptor d = m.parameters().options().representations().get(0).descriptor();
        try (var batch = backend.upload(structures, m.parameters().channels());
                var f = backend.features(Range.all(batch), d)) {
            return f.download();
        }
    }

    private static double[][] kernel(FeatureBlock a, FeatureBlock b, boolean same) {
        double[][] k = new double[a.rows()][b.rows()];
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < b.rows(); j++) {
                if (!same || a.centers()[i] == b.centers()[j]) {
                    k[i][j] = Math.pow(dot(a, i, b, j) / Math.sqrt(dot(a, i, a, i) * dot(b, j, b, j)), ZETA);
                }
            }
        }
        return k;
    }

    private static double dot(FeatureBlock a, int i, FeatureBlock b, int j) {
        double s = 0;
        for (int c = 0; c < a.columns(); c++) {
            s += a.values()[i * a.columns() + c] * b.values()[j * b.columns() + c];
        }
        return s;
    }

    /** Rows of structures: sums or means over their atoms. */
    private static double[][] reduce(double[][] k, List<Structure> structures, boolean mean) {
        double[][] out = new double[structures.size()][k[0].length];
        int e = 0;
        for (int s = 0; s < out.length; s++) {
            int n = structures.get(s).size();
            for (int a = 0; a < n; a++, e++) {
                for (int j = 0; j < out[s].length; j++) {
                    out[s][j] += k[e][j] / (mean ? n : 1);
                }
            }
        }
        return out;
    }

    /** A⁻¹ b by Gaussian elimination with row pivots. */
    static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = Arrays.copyOf(matrix[i], n + 1);
            a[i][n] = right[i];
        }
        for (int p = 0; p < n; p++) {
            int best = p;
            for (int i = p; i < n; i++) {
                best = Math.abs(a[i][p]) > Math.abs(a[best][p]) ? i : best;
            }
            double[] t = a[p];
            a[p] = a[best];
            a[best] = t;
            for (int i = p + 1; i < n; i++) {
                double f = a[i][p] / a[p][p];
                for (int j = p; j <= n; j++) {
                    a[i][j] -= f * a[p][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            x[i] = a[i][n];
            for (int j = i + 1; j < n; j++) {
                x[i] -= a[i][j] * x[j];
            }
            x[i] /= a[i][i];
        }
        return x;
    }

    private static double product(double[] a, double[] b) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }

    @ParameterizedTest
    @CsvSource({"total, same", "mean, same", "total, any", "mean, any"})
    void agreesWithDenseMatrices(String quantity, String centers) {
        boolean mean = quantity.equals("mean");
        boolean same = centers.equals("same");
        String key = mean ? "gap" : "energy";
        double noise = mean ? 0.02 : 0.05;
        Options options = SmallTraining.options(
                "kernel: {zeta: " + ZETA + ", centers: " + centers + "}, representatives: {count: 18}, noise: " + noise,
                "x: {key: " + key + ", quantity: " + quantity + ", baseline: composition}");
        List<Structure> train = SmallTraining.clusters(11, 15);
        List<Structure> test = SmallTraining.clusters(12, 4);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FeatureBlock z = m.parameters().representatives().get(0);
            double delta2 = Math.pow(m.parameters().targets().get(0).signal(), 2);
            assertThat(m.parameters().targets().get(0).noise()).isCloseTo(noise, within(1e-12));
            double[][] mm = kernel(z, z, same);
            double[][] nm = reduce(kernel(features(m, train), z, same), train, mean);
            double[][] normal = new double[z.rows()][z.rows()];
            for (int i = 0; i < z.rows(); i++) {
                for (int j = 0; j < z.rows(); j++) {
                    normal[i][j] = mm[i][j] / delta2;
                    for (int s = 0; s < nm.length; s++) {
                        double variance =
                                noise * noise * (mean ? 1 : train.get(s).size());
                        normal[i][j] += nm[s][i] * nm[s][j] / variance;
                    }
                }
            }
            for (Structure s : test) {
                FeatureBlock x = features(m, List.of(s));
                double[] star = reduce(kernel(x, z, same), List.of(s), mean)[0];
                double self = 0;
                for (double[] row : kernel(x, x, same)) {
                    self += Arrays.stream(row).sum();
                }
                self /= mean ? s.size() * s.size() : 1;
                double expected = delta2 * (self - product(star, solve(mm, star))) + product(star, solve(normal, star));
                FittedTarget t = m.parameters().targets().get(0);
                CompositionUncertainty c = t.composition().orElseThrow();
                double variance = c.inflation() * t.scale() * t.scale() * expected;
                double total = variance + c.variance(s, t.target(), Math.min(1, variance / (delta2 * self)));
                assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("x"))
                        .isCloseTo(Math.sqrt(total), within(1e-7 * t.scale() * Math.sqrt(delta2 * self)));
                // and the prediction beside it is that of predictions in batches
                assertThat(m.predict(s).value("x")).isEqualTo(SmallTraining.predict(m, "x", List.of(s))[0]);
            }
        }
    }

    @Test
    void isSmallAtTrainingStructuresAndLargeFarFromThem() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 500}, noise: 1e-4", "energy: {baseline: composition}");
        List<Structure> train = SmallTraining.clusters(11, 15);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            double signal = m.parameters().targets().get(0).signal();
            for (Structure s : train) {
                assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                        .isLessThan(1e-3 * signal);
            }
            // atoms far apart: environments that no cluster has
            Structure far = Structure.of(new int[] {8, 8, 1}, new double[] {0, 0, 0, 9, 0, 0, 0, 9, 0}, Cell.NONE);
            assertThat(m.predict(far, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isGreaterThan(0.1 * signal);
        }
    }

    /** A structure larger than a block is computed in blocks: as the sum over two halves that do not meet. */
    @Test
    void largeStructuresAreComputedInBlocks() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 10}, noise: 0.1", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(11, 15))) {
            Structure one = SmallTraining.clusters(12, 1).get(0);
            int copies = 1 + 1030 / one.size();
            int n = one.size();
            int[] z = new int[copies * n];
            double[] x = new double[3 * copies * n];
            for (int i = 0; i < z.length; i++) {
                z[i] = one.atomicNumber(i % n);
                int copy = i / n;
                for (int d = 0; d < 3; d++) {
                    x[3 * i + d] = one.position(i % n, d) + (d == 0 ? 20.0 * copy : 0);
                }
            }
            assertThat(z.length).isGreaterThan(1024);
            double many = m.predict(Structure.of(z, x, Cell.NONE), Request.UNCERTAINTIES)
                    .uncertainty("energy");
            double single = m.predict(one, Request.UNCERTAINTIES).uncertainty("energy");
            assertThat(many).isCloseTo(copies * single, within(1e-6 * copies * single));
        }
    }

    /** Copies among environments, which a full model keeps, need no uncertainty to predict, and do no harm to one. */
    @Test
    void fullModelsOfCopiesPredictWithAndWithoutUncertainty() {
        List<Structure> once = SmallTraining.clusters(11, 6);
        List<Structure> train =
                java.util.stream.Stream.concat(once.stream(), once.stream()).toList();
        String model = "type: gpr, kernel: {centers: any}, noise: 0.01";
        Options known = SmallTraining.options(model, "energy: {baseline: composition}");
        Options options = SmallTraining.options(model + ", uncertainty: none", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, train);
                Model posterior = SmallTraining.fit(known, backend, train)) {
            assertThat(posterior.predict(train.get(0), Request.UNCERTAINTIES).uncertainty("energy"))
                    .isFinite()
                    .isPositive();
            Prediction p = m.predict(train.get(0), Request.UNCERTAINTIES);
            assertThat(p.value("energy")).isFinite();
            assertThatThrownBy(() -> p.uncertainty("energy"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no uncertainty of energy");
        }
    }
}
