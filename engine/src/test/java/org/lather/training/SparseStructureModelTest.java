package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Sparse Gaussian processes with kernels that compare whole structures, some of which are representatives. */
class SparseStructureModelTest {
    private static final String TARGETS =
            "energy: {key: energy, unit: eV, baseline: none}, gap: {key: gap, quantity: mean, baseline: none}";
    private static final String NOISE = "noise: {energy: 0.7, gap: 0.02}";
    private static final String MATCH = "kernel: {zeta: 2, structure: rematch, gamma: 0.3}";

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> train = new ArrayList<>(SmallTraining.clusters(1, 20));
    private final List<Structure> test = SmallTraining.clusters(2, 5);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    private static Options options(String model) {
        return SmallTraining.options(model + ", " + NOISE, TARGETS);
    }

    private static Options sparse(String more) {
        return options("type: sparse_gpr, " + MATCH + ", representatives: {" + more + "}");
    }

    private double[] kernels(Model model, List<Structure> of) {
        return StructureMatrix.of(
                        model.parameters().options(), model.parameters().channels(), backend, Execution.defaults())
                .of(of);
    }

    /** With all structures as representatives it is the full regression, uncertainties and their scale included. */
    @ParameterizedTest
    @CsvSource({"fps", "random"})
    void isTheFullRegressionWithAllStructures(String selection) {
        try (Model full = SmallTraining.fit(options("type: gpr, " + MATCH), backend, train);
                Model model = SmallTraining.fit(sparse("count: 20, selection: " + selection), backend, train)) {
            for (Structure s : test) {
                Prediction a = full.predict(s, Request.UNCERTAINTIES);
                Prediction b = model.predict(s, Request.UNCERTAINTIES);
                for (String target : List.of("energy", "gap")) {
                    assertThat(b.value(target)).isCloseTo(a.value(target), within(1e-6 * Math.abs(a.value(target))));
                    assertThat(b.uncertainty(target))
                            .isCloseTo(a.uncertainty(target), within(1e-4 * a.uncertainty(target)));
                }
            }
        }
    }

    /** The representatives that farthest point sampling takes, from the matrix of all kernels alone. */
    private static int[] farthest(double[] k, int n, int count) {
        int[] out = new int[count];
        double[] distances = new double[n];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        out[0] = new SplittableRandom(1).nextInt(n);
        for (int c = 1; c < count; c++) {
            int last = out[c - 1];
            int best = 0;
            for (int j = 0; j < n; j++) {
                double d = k[j * n + j] + k[last * n + last] - 2 * k[j * n + last];
                distances[j] = j == last ? 0 : Math.min(distances[j], d);
                best = distances[j] > distances[best] ? j : best;
            }
            out[c] = best;
        }
        return out;
    }

    /** Subset of regressors, by dense algebra on the kernels alone. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a test
    private record Regressors(double[] k, int n, int[] chosen, List<Structure> all, FittedTarget target) {
        double multiple(int i) {
            return target.name().equals("energy") ? all.get(i).size() : 1;
        }

        double kernel(int i, int b) {
            return multiple(i) * k[i * n + chosen[b]];
        }

        /** The mean and the standard deviation without noise at a structure. */
        double[] at(int x, int... rows) {
            int m = chosen.length;
            double ratio = Math.pow(target.noise() / target.signal(), 2);
            double[][] kmm = new double[m][m];
            double[][] a = new double[m][m];
            double[] b = new double[m];
            double[] own = new double[m];
            for (int i = 0; i < m; i++) {
                own[i] = kernel(x, i);
                for (int j = 0; j < m; j++) {
                    kmm[i][j] = k[chosen[i] * n + chosen[j]];
                    a[i][j] = ratio * kmm[i][j];
                    for (int row : rows) {
                        a[i][j] += kernel(row, i) * kernel(row, j) / multiple(row);
                    }
                }
                for (int row : rows) {
                    b[i] += kernel(row, i) * all.get(row).numbers(target.name())[0] / multiple(row);
                }
            }
            double[] w = StructureModelTest.solve(a, b);
            double[] spanned = StructureModelTest.solve(kmm, own);
            double[] left = StructureModelTest.solve(a, own);
            double mean = 0;
            double variance = multiple(x) * multiple(x) * k[x * n + x];
            for (int i = 0; i < m; i++) {
                mean += own[i] * w[i];
                variance += own[i] * (ratio * left[i] - spanned[i]);
            }
            return new double[] {mean, target.signal() * Math.sqrt(variance)};
        }
    }

    /** Representatives, means, standard deviations and their scale are those of dense algebra. */
    @Test
    void isTheRegressionOnItsRepresentatives() {
        List<Structure> all = new ArrayList<>(train);
        all.addAll(test);
        int n = all.size();
        int[] rows = IntStream.range(0, train.size()).toArray();
        try (Model model = SmallTraining.fit(sparse("count: 7"), backend, train)) {
            double[] k = kernels(model, all);
            int[] chosen = farthest(kernels(model, train), train.size(), 7);
            assertThat(model.parameters().structures())
                    .containsExactly(
                            Arrays.stream(chosen).map(i -> train.get(i).size()).toArray());
            double[] stored = StructureMatrix.of(
                            model.parameters().options(), model.parameters().channels(), backend, Execution.defaults())
                    .of(
                            all,
                            new StoredStructures(
                                    model.parameters().scalars(),
                                    model.parameters().structures()));
            for (int i = 0; i < n; i++) {
                for (int b = 0; b < 7; b++) {
                    assertThat(stored[i * 7 + b]).isCloseTo(k[i * n + chosen[b]], within(1e-9));
                }
            }
            for (FittedTarget t : model.parameters().targets()) {
                Regressors process = new Regressors(k, n, chosen, all, t);
                double squares = 0;
                for (int row : rows) {
                    double[] out = process.at(
                            row, Arrays.stream(rows).filter(i -> i != row).toArray());
                    squares += Math.pow((all.get(row).numbers(t.name())[0] - out[0]) / out[1], 2);
                }
                double scale = Math.sqrt(squares / rows.length);
                assertThat(t.scale()).isCloseTo(scale, within(1e-5 * scale));
                for (int i = 0; i < test.size(); i++) {
                    double[] expected = process.at(train.size() + i, rows);
                    Prediction p = model.predict(test.get(i), Request.UNCERTAINTIES);
                    assertThat(p.value(t.name())).isCloseTo(expected[0], within(1e-7 * (1 + Math.abs(expected[0]))));
                    assertThat(p.computedUncertainties(t.name())[0]).isCloseTo(expected[1], within(1e-5 * expected[1]));
                }
            }
        }
    }

    /** Copies are chosen once, the noise is found, and a file holds the whole model. */
    @Test
    void findsItsNoiseAndComesBackFromItsFile() throws IOException {
        train.addAll(train.subList(0, 6));
        Options options = SmallTraining.options(
                "type: sparse_gpr, kernel: {zeta: 2, structure: best_match}, representatives: {count: 24}", TARGETS);
        Path file = folder.resolve("m.safetensors");
        try (Model model = SmallTraining.fit(options, backend, train)) {
            assertThat(model.parameters().structures()).hasSize(20);
            assertThat(model.report().orElseThrow().crossValidated()).hasSize(2);
            ModelFile.write(file, model.parameters());
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                for (Structure s : test) {
                    Prediction p = model.predict(s, Request.GRADIENTS);
                    assertThat(read.predict(s, Request.GRADIENTS).forces("energy"))
                            .containsExactly(p.forces("energy"));
                    assertThat(read.predict(s).value("gap")).isEqualTo(p.value("gap"));
                }
            }
        }
    }

    /** Kernels of several representations are summed, and features may be rounded, in memory and in the file alike. */
    @ParameterizedTest
    @CsvSource({"gpr, 100", "sparse_gpr, 8"})
    void sumsRepresentationsInSinglePrecision(String type, int count) throws IOException {
        String model = "type: " + type + ", " + NOISE + ", " + MATCH;
        List<double[]> values = new ArrayList<>();
        for (String precision : List.of("double", "single")) {
            Options options = Options.parse("""
                    representations:
                      - calculator: power_spectrum
                        cutoff: {radius: 3.0}
                        basis: {max_angular: 2, radial: {max_radial: 2}}
                      - calculator: radial_spectrum
                        weight: 0.5
                        cutoff: {radius: 5.0}
                        basis: {radial: {max_radial: 3}}
                    model: {%s, representatives: {count: %d, precision: %s}}
                    targets: {%s}
                    """.formatted(model, count, precision, TARGETS), Path.of(""));
            Path file = folder.resolve(precision + ".safetensors");
            try (Model fitted = SmallTraining.fit(options, backend, train)) {
                ModelFile.write(file, fitted.parameters());
                values.add(SmallTraining.predict(fitted, "gap", test));
                try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                    assertThat(SmallTraining.predict(read, "gap", test)).containsExactly(values.get(values.size() - 1));
                    // the file rounds the factors of uncertainties as well
                    double sigma =
                            fitted.predict(test.get(0), Request.UNCERTAINTIES).uncertainty("gap");
                    assertThat(read.predict(test.get(0), Request.UNCERTAINTIES).uncertainty("gap"))
                            .isCloseTo(sigma, within(1e-6 * sigma));
                }
            }
        }
        for (int i = 0; i < test.size(); i++) {
            double rounded = values.get(1)[i];
            assertThat(rounded).isNotEqualTo(values.get(0)[i]).isCloseTo(values.get(0)[i], within(1e-4));
        }
    }

    @Test
    void plansItsMemory() {
        Options options = sparse("count: 5");
        assertThatThrownBy(() -> Trainer.of(options, backend, SmallTraining.execution(1 << 12))
                        .fit(Structures.of(train)))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("a regression that compares structures");
        long sparse = Trainer.of(options, backend).plan(Structures.of(train)).bytes();
        try (Model model = SmallTraining.fit(options, backend, train)) {
            assertThat(model.report().orElseThrow().peakBytes()).isLessThanOrEqualTo(sparse);
        }
    }

    /** Copies of structures add no representatives, also where features are rounded. */
    @ParameterizedTest
    @CsvSource({"double", "single"})
    void copiesAreNotChosen(String precision) {
        List<Structure> twice = new ArrayList<>(train);
        twice.addAll(train);
        Options o = sparse("count: 40, selection: fps, precision: " + precision);
        try (Model m = SmallTraining.fit(o, backend, twice)) {
            assertThat(m.parameters().structures()).hasSize(train.size());
        }
    }

    @Test
    void refusesWhatItHasNot() {
        Options committee = options("type: sparse_gpr, " + MATCH + ", uncertainty: label_noise");
        assertThatThrownBy(() -> SmallTraining.fit(committee, backend, train))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("`model.uncertainty`: expected posterior or none");
        Options forces = SmallTraining.options(
                "type: sparse_gpr, " + MATCH, "energy: {key: energy, unit: eV, forces: {key: forces}}");
        List<Structure> moved = train.stream()
                .map(s -> s.with(s.annotations().withColumn("forces", 3, new double[3 * s.size()])))
                .toList();
        assertThatThrownBy(() -> SmallTraining.fit(forces, backend, moved))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("`targets.energy`: expected values of structures alone");
        assertThatThrownBy(() -> Trainer.of(sparse("count: 5"), backend)
                        .fit(Structures.of(train), 20, Structures.of(List.of()), new int[] {3, 5}, m -> {}))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("expected representative environments");
    }
}
