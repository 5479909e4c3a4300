package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.evaluation.ErrorStatistics;
import org.lather.execution.Execution;
import org.lather.math.CartesianMap;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.FittedBaseline;
import org.lather.target.RowKey;

/** Fits of tensors: they turn with the atoms, solve the equations they are said to solve, and survive a file. */
class TensorTrainingTest {
    private static final String MODEL = "kernel: {zeta: 2}, representatives: {count: 20, selection: fps}, folds: 2";
    private static final Map<String, Integer> RANKS = Map.of("dipole", 1, "alpha", 2, "beta", 3, "shielding", 2);

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes())
                .as("bytes held after all was closed")
                .isZero();
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({"all, false", "all, true", "'{count: 20}', false", "'{count: 20}', true"})
    void predictionsTurnWithTheAtoms(String features, boolean inverted) {
        List<Structure> test = TensorClusters.clusters(5, 4);
        try (Model m = SmallTraining.fit(
                TensorClusters.options(features, MODEL + ", noise: 0.01", TensorClusters.TARGETS),
                backend,
                TensorClusters.clusters(4, 20))) {
            double[] r = TensorClusters.turn(9, inverted);
            for (Structure s : test) {
                Prediction a = m.predict(s);
                Prediction b = m.predict(
                        Structure.of(s.atomicNumbers(), TensorClusters.turned(r, s.positions(), 1), Cell.NONE));
                RANKS.forEach((name, rank) -> {
                    double[] expected = TensorClusters.turned(r, a.values(name), rank);
                    double largest =
                            Arrays.stream(expected).map(Math::abs).max().orElseThrow();
                    assertThat(largest).as(name).isGreaterThan(1e-3);
                    for (int k = 0; k < expected.length; k++) {
                        assertThat(b.values(name)[k])
                                .as("%s %d", name, k)
                                .isCloseTo(expected[k], within(1e-9 * largest));
                    }
                });
            }
        }
    }

    /** Each learns most of the spread of what it has not seen. */
    @Test
    void tensorsAreLearnt() {
        try (Model m = SmallTraining.fit(
                TensorClusters.options(
                        "all", "kernel: {zeta: 2}, representatives: {count: 60}, folds: 2", TensorClusters.TARGETS),
                backend,
                TensorClusters.clusters(6, 40))) {
            List<ErrorStatistics> errors = ErrorStatistics.of(m.parameters());
            m.predict(
                    TensorClusters.clusters(7, 12).iterator(),
                    Request.VALUES,
                    Execution.defaults(),
                    p -> errors.forEach(e -> e.add(p)));
            for (ErrorStatistics e : errors) {
                assertThat(e.rmse()).as(e.name()).isLessThan(0.7 * e.spread());
                assertThat(e.metrics().breakdown().byLambda()).isPresent();
            }
            assertThat(errors.get(1).metrics().breakdown().byLambda().orElseThrow())
                    .containsOnlyKeys(0, 2);
            assertThat(errors.get(3).metrics().breakdown().byLambda().orElseThrow())
                    .containsOnlyKeys(0, 1, 2);
            assertThat(m.report().orElseThrow().noise().keySet())
                    .extracting(RowKey::name)
                    .contains("dipole_lambda_1", "alpha_lambda_0", "alpha_lambda_2", "shielding_lambda_1");
        }
    }

    /**
     * With every environment as a representative the fit is the full Gaussian process, y* = K* (K + σ²/δ² W⁻¹)⁻¹ y over
     * the components of structures, here from covariances by their definition and solved as one linear system.
     */
    @Test
    void isTheFullGaussianProcessWhereEveryEnvironmentIsARepresentative() {
        List<Structure> train = TensorClusters.clusters(11, 8);
        List<Structure> test = TensorClusters.clusters(12, 3);
        double noise = 0.05;
        Options o = TensorClusters.options(
                "all",
                "kernel: {zeta: 2}, representatives: {count: 1000}, noise: " + noise,
                "dipole: {unit: e*A, rank: 1}");
        double[][] k = covariances(o, train, train);
        double[][] ks = covariances(o, test, train);
        int n = k.length;
        double[] y = new double[n];
        double trace = 0;
        double squares = 0;
        CartesianMap map =
                Objects.requireNonNull(o.targets().get("dipole")).form().map();
        for (int i = 0; i < train.size(); i++) {
            double[] t = map.spherical(train.get(i).numbers("dipole"), 0);
            for (int c = 0; c < 3; c++) {
                y[3 * i + c] = t[c];
                trace += k[3 * i + c][3 * i + c] / train.get(i).size();
                squares += t[c] * t[c] / train.get(i).size();
            }
        }
        double ratio = noise * noise * trace / squares;
        List<double[]> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] row = k[i].clone();
            row[i] += ratio * train.get(i / 3).size();
            rows.add(row);
            right.add(y[i]);
        }
        double[] a = LeastSquares.solve(rows, right);
        try (Model m = SmallTraining.fit(o, backend, train)) {
            for (int s = 0; s < test.size(); s++) {
                double[] spherical = new double[3];
                for (int c = 0; c < 3; c++) {
                    for (int j = 0; j < n; j++) {
                        spherical[c] += ks[3 * s + c][j] * a[j];
                    }
                }
                double[] expected = new double[3];
                map.addCartesian(spherical, expected, 0);
                double[] found = m.predict(test.get(s)).values("dipole");
                for (int c = 0; c < 3; c++) {
                    assertThat(found[c]).isCloseTo(expected[c], within(1e-7));
                }
            }
        }
    }

    /** Sums over the atoms of p^1·p^1' (p·p')/(|p||p'|)² for equal centres. */
    private double[][] covariances(Options o, List<Structure> left, List<Structure> right) {
        Descriptor.LambdaSoap tensors = new Descriptor.LambdaSoap(
                o.representations().get(0).descriptor().onlyExpansion(), 1, 1);
        double[][] out = new double[3 * left.size()][3 * right.size()];
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                pair(o, tensors, left.get(i), right.get(j), out, i, j);
            }
        }
        return out;
    }

    private void pair(
            Options o, Descriptor.LambdaSoap tensors, Structure a, Structure b, double[][] out, int i, int j) {
        Channels channels = Channels.oneHot(1, 6, 8);
        Descriptor scalars = o.representations().get(0).descriptor();
        try (Batch left = backend.upload(List.of(a), channels);
                Batch right = backend.upload(List.of(b), channels);
                Features x = backend.features(new Range(left, 0, a.size()), tensors);
                Features z = backend.features(new Range(right, 0, b.size()), tensors);
                Features x0 = backend.features(new Range(left, 0, a.size()), scalars);
                Features z0 = backend.features(new Range(right, 0, b.size()), scalars);
                Tile tile = backend.tile(3 * a.size(), 3 * b.size())) {
            backend.covariances(new Side(x, x0), new Side(z, z0), o.model().kernel(), 1, tile);
            double[] k = tile.download();
            for (int r = 0; r < 3 * a.size(); r++) {
                for (int c = 0; c < 3 * b.size(); c++) {
                    out[3 * i + r % 3][3 * j + c % 3] += k[r * 3 * b.size() + c];
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"all", "'{count: 20}'"})
    void predictsTheSameBitsWhenReadAgain(String features, @TempDir Path folder) throws java.io.IOException {
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(
                TensorClusters.options(features, MODEL, TensorClusters.TARGETS + ", energy: {baseline: composition}"),
                backend,
                TensorClusters.clusters(21, 15))) {
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                for (Structure s : TensorClusters.clusters(22, 3)) {
                    Prediction a = m.predict(s);
                    Prediction b = again.predict(s);
                    assertThat(b.targets()).containsExactlyInAnyOrderElementsOf(a.targets());
                    a.targets().forEach(t -> assertThat(b.values(t)).isEqualTo(a.values(t)));
                }
                Path copy = folder.resolve("copy.safetensors");
                Lather.save(again, copy);
                assertThat(copy).hasSameBinaryContentAs(file);
            }
        }
    }

    /** Beside tensors numbers are fitted as alone. */
    @Test
    void numbersBesideTensorsAreFittedAsAlone() {
        List<Structure> train = TensorClusters.clusters(23, 12);
        String energy = "energy: {baseline: composition}";
        try (Model both = SmallTraining.fit(
                        TensorClusters.options("all", MODEL, "dipole: {unit: e*A, rank: 1}, " + energy),
                        backend,
                        train);
                Model alone = SmallTraining.fit(TensorClusters.options("all", MODEL, energy), backend, train)) {
            assertThat(both.parameters().targets().get(1).weights())
                    .isEqualTo(alone.parameters().targets().get(0).weights());
        }
    }

    /**
     * A polarizability that is a sum over atoms is the composition's alone, for structures of another size too, also
     * once read again.
     */
    @Test
    void theCompositionTakesWhatIsASumOverAtoms(@TempDir Path folder) throws java.io.IOException {
        Map<Integer, Double> polarizability = Map.of(1, 4.5, 6, 11.3, 8, 5.3);
        List<Structure> clusters = TensorClusters.clusters(26, 30);
        clusters.replaceAll(s -> {
            double sum = Arrays.stream(s.atomicNumbers())
                    .mapToDouble(z -> Objects.requireNonNull(polarizability.get(z)))
                    .sum();
            return s.with(s.annotations().with("alpha", new double[] {sum, 0, 0, 0, sum, 0, 0, 0, sum}));
        });
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(
                TensorClusters.options(
                        "all",
                        MODEL + ", noise: 0.01",
                        "alpha: {unit: A^3, rank: 2, symmetry: symmetric, baseline: composition}"),
                backend,
                clusters.subList(0, 20))) {
            FittedBaseline.Elements fitted = (FittedBaseline.Elements)
                    m.parameters().targets().get(0).baselines().get(0);
            polarizability.forEach((z, p) -> assertThat(fitted.byAtomicNumber().get(z))
                    .as("element %d", z)
                    // 1 x 1 -> 0 is minus the trace over the root of 3
                    .isCloseTo(-Math.sqrt(3) * p, within(1e-8)));
            Lather.save(m, file);
        }
        try (Model m = Lather.on(backend).load(file)) {
            for (Structure s : clusters.subList(20, 30)) {
                assertThat(m.predict(s).values("alpha")).containsExactly(s.numbers("alpha"), within(1e-7));
            }
        }
    }

    @Test
    void contributionsOfAtomsAddUp() {
        try (Model m = SmallTraining.fit(
                TensorClusters.options("all", MODEL, TensorClusters.TARGETS),
                backend,
                TensorClusters.clusters(24, 12))) {
            m.predict(
                    TensorClusters.clusters(25, 3).iterator(),
                    Request.trained(m.parameters()).withContributions(true),
                    Execution.defaults(),
                    p -> {
                        for (String t : List.of("dipole", "alpha", "beta")) {
                            double[] whole = p.values(t);
                            double[] sum = new double[whole.length];
                            double[] contributions = p.contributions(t);
                            assertThat(contributions)
                                    .hasSize(whole.length * p.structure().size());
                            for (int k = 0; k < contributions.length; k++) {
                                sum[k % sum.length] += contributions[k];
                            }
                            for (int k = 0; k < sum.length; k++) {
                                assertThat(sum[k]).isCloseTo(whole[k], within(1e-10 * (1 + Math.abs(whole[k]))));
                            }
                        }
                    });
        }
    }
}
