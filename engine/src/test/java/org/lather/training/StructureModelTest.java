package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.backend.FiniteDifferences;
import org.lather.backend.Progress;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
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
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/** Gaussian processes with kernels that compare whole structures. */
class StructureModelTest {
    private static final String MODEL = "type: gpr, noise: {energy: 0.7, gap: 0.02}, kernel: {zeta: 2, structure: ";
    private static final String TARGETS =
            "energy: {key: energy, unit: eV, baseline: none}, gap: {key: gap, quantity: mean, baseline: none}";

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> train = new ArrayList<>(SmallTraining.clusters(1, 12));
    private final List<Structure> test = SmallTraining.clusters(2, 5);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    private static Options options(String kernel) {
        return SmallTraining.options(MODEL + kernel + "}", TARGETS);
    }

    /** The solution x of A x = b by Gauss-Jordan elimination with pivots. */
    static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        double[][] w = new double[n][];
        for (int i = 0; i < n; i++) {
            w[i] = Arrays.copyOf(a[i], n + 1);
            w[i][n] = b[i];
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int i = c; i < n; i++) {
                pivot = Math.abs(w[i][c]) > Math.abs(w[pivot][c]) ? i : pivot;
            }
            double[] row = w[pivot];
            w[pivot] = w[c];
            w[c] = row;
            for (int i = 0; i < n; i++) {
                double f = i == c ? 0 : w[i][c] / row[c];
                for (int j = c; j <= n && f != 0; j++) {
                    w[i][j] -= f * row[j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = w[i][n] / w[i][i];
        }
        return x;
    }

    /** A Gaussian process that knows nothing but the matrix of kernels of all structures. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a test
    private record GaussianProcess(double[] k, List<Structure> all, FittedTarget target) {
        private double size(int i) {
            return target.name().equals("energy") ? all.get(i).size() : 1;
        }

        double kernel(int i, int j) {
            return size(i) * size(j) * k[i * all.size() + j];
        }

        /** The mean and the standard deviation at a structure. */
        double[] at(int x, int... rows) {
            int n = rows.length;
            double[][] a = new double[n][n];
            double[] y = new double[n];
            double[] own = new double[n];
            double ratio = Math.pow(target.noise() / target.signal(), 2);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] = kernel(rows[i], rows[j]) + (i == j ? ratio * size(rows[i]) : 0);
                }
                y[i] = all.get(rows[i]).numbers(target.name())[0];
                own[i] = kernel(rows[i], x);
            }
            double mean = 0;
            double left = kernel(x, x);
            double[] alpha = solve(a, y);
            double[] beta = solve(a, own);
            for (int i = 0; i < n; i++) {
                mean += own[i] * alpha[i];
                left -= own[i] * beta[i];
            }
            return new double[] {mean, target.signal() * Math.sqrt(left)};
        }

        /** The standard deviation at a structure that the noise of labels causes. */
        double ofLabels(int x, int... rows) {
            int n = rows.length;
            double[][] a = new double[n][n];
            double[] own = new double[n];
            double ratio = Math.pow(target.noise() / target.signal(), 2);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] = kernel(rows[i], rows[j]) + (i == j ? ratio * size(rows[i]) : 0);
                }
                own[i] = kernel(rows[i], x);
            }
            double[] beta = solve(a, own);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += size(rows[i]) * beta[i] * beta[i];
            }
            return target.noise() * Math.sqrt(sum);
        }
    }

    /** Means, standard deviations and their scale are those of dense algebra, also where labels are missing. */
    @ParameterizedTest
    @CsvSource({"'rematch, gamma: 0.3'", "best_match"})
    void isTheGaussianProcessOfItsKernel(String kernel) {
        Structure unlabelled = train.get(3);
        train.set(3, unlabelled.with(unlabelled.annotations().with("gap", Double.NaN)));
        List<Structure> all = new ArrayList<>(train);
        all.addAll(test);
        try (Model model = SmallTraining.fit(options(kernel), backend, train)) {
            double[] k = StructureMatrix.of(
                            model.parameters().options(), model.parameters().channels(), backend, Execution.defaults())
                    .of(all);
            for (FittedTarget t : model.parameters().targets()) {
                GaussianProcess process = new GaussianProcess(k, all, t);
                int[] rows = IntStream.range(0, train.size())
                        .filter(i -> i != 3 || t.name().equals("energy"))
                        .toArray();
                double squares = 0;
                double largest = 0;
                for (int row : rows) {
                    double[] out = process.at(
                            row, Arrays.stream(rows).filter(i -> i != row).toArray());
                    squares += Math.pow((all.get(row).numbers(t.name())[0] - out[0]) / out[1], 2);
                    largest = Math.max(
                            largest, out[1] / t.calibrationUnit(all.get(row).size()));
                }
                double scale = Math.sqrt(squares / rows.length);
                assertThat(t.scale()).isCloseTo(scale, within(1e-6 * scale));
                assertThat(t.calibration().largest()).isCloseTo(largest, within(1e-6 * largest));
                for (int i = 0; i < test.size(); i++) {
                    double[] expected = process.at(train.size() + i, rows);
                    Prediction p = model.predict(test.get(i), Request.UNCERTAINTIES);
                    assertThat(p.value(t.name())).isCloseTo(expected[0], within(1e-8 * (1 + Math.abs(expected[0]))));
                    assertThat(p.computedUncertainties(t.name())[0]).isCloseTo(expected[1], within(1e-6 * expected[1]));
                    assertThat(p.uncertainty(t.name()))
                            .isCloseTo(scale * expected[1], within(1e-6 * scale * expected[1]));
                }
            }
        }
    }

    /** Members are fits to noisy labels, whose scatter is calibrated by structures that are left out. */
    @ParameterizedTest
    @CsvSource({"'rematch, gamma: 0.3'", "best_match"})
    void hasCommittees(String kernel) throws IOException {
        Path file = folder.resolve("m.safetensors");
        Options options = SmallTraining.options(
                MODEL + kernel + "}, uncertainty: {type: label_noise, members: 3000, calibrate: scale}", TARGETS);
        List<Structure> all = new ArrayList<>(train);
        all.addAll(test);
        int[] rows = IntStream.range(0, train.size()).toArray();
        try (Model model = SmallTraining.fit(options, backend, train)) {
            ModelFile.write(file, model.parameters());
            double[] k = StructureMatrix.of(
                            model.parameters().options(), model.parameters().channels(), backend, Execution.defaults())
                    .of(all);
            Prediction p = model.predict(test.get(1), Request.UNCERTAINTIES);
            for (FittedTarget t : model.parameters().targets()) {
                GaussianProcess process = new GaussianProcess(k, all, t);
                double expected = process.ofLabels(train.size() + 1, rows);
                assertThat(p.computedUncertainties(t.name())[0]).isCloseTo(expected, within(0.06 * expected));
                assertThat(p.value(t.name()))
                        .isEqualTo(model.predict(test.get(1)).value(t.name()));
                double mean = Arrays.stream(p.ensemble(t.name()))
                        .mapToDouble(v -> v[0])
                        .average()
                        .orElseThrow();
                assertThat(mean).isCloseTo(p.value(t.name()), within(1e-9 * (1 + Math.abs(mean))));
                double squares = 0;
                for (int row : rows) {
                    int[] others = Arrays.stream(rows).filter(i -> i != row).toArray();
                    double error = all.get(row).numbers(t.name())[0] - process.at(row, others)[0];
                    squares += Math.pow(error / process.ofLabels(row, others), 2);
                }
                double scale = Math.sqrt(squares / rows.length);
                assertThat(t.scale()).isCloseTo(scale, within(0.06 * scale));
            }
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                assertThat(read.predict(test.get(1), Request.UNCERTAINTIES).ensemble("gap"))
                        .isDeepEqualTo(p.ensemble("gap"));
            }
        }
    }

    /** Forces of members are those of the models that they are, and scatter by the uncertainty of the forces. */
    @Test
    void committeesHaveForces() {
        Options options = SmallTraining.options(
                MODEL + "rematch, gamma: 0.3}, uncertainty: {type: label_noise, members: 4}", TARGETS);
        try (Model model = SmallTraining.fit(options, backend, train)) {
            List<Prediction> out = new ArrayList<>();
            model.predict(test.iterator(), Request.GRADIENTS.with(Uncertainties.ALL), Execution.defaults(), out::add);
            for (int i = 0; i < test.size(); i++) {
                Prediction p = out.get(i);
                double[] forces = model.predict(test.get(i), Request.GRADIENTS).forces("gap");
                assertThat(p.forces("gap")).isEqualTo(forces);
                double[] deviations = p.forcesUncertainty("gap");
                assertThat(deviations).hasSameSizeAs(forces);
                assertThat(Arrays.stream(deviations).max().orElse(0)).isPositive();
            }
        }
    }

    /** For large γ the match is the mean, whose model has weights of environments. */
    @Test
    void isTheModelOfTheMeanForLargeGamma() {
        String gap = "gap: {key: gap, quantity: mean}";
        try (Model match = SmallTraining.fit(
                        SmallTraining.options("type: gpr, noise: 0.02, kernel: {structure: rematch, gamma: 1e6}", gap),
                        backend,
                        train);
                Model mean = SmallTraining.fit(
                        SmallTraining.options("type: gpr, noise: 0.02, kernel: {structure: mean}", gap),
                        backend,
                        train)) {
            double[] a = SmallTraining.predict(match, "gap", test);
            double[] b = SmallTraining.predict(mean, "gap", test);
            for (int i = 0; i < a.length; i++) {
                assertThat(a[i]).isCloseTo(b[i], within(1e-5 * Math.abs(b[i])));
            }
        }
    }

    /** A file holds the whole model: predictions are the same bits, one by one or together. */
    @Test
    void comesBackFromItsFile() throws IOException {
        Path file = folder.resolve("m.safetensors");
        Structure unlabelled = train.get(3);
        train.set(3, unlabelled.with(unlabelled.annotations().with("gap", Double.NaN)));
        try (Model model = SmallTraining.fit(options("rematch, gamma: 0.3"), backend, train)) {
            ModelFile.write(file, model.parameters());
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                List<Prediction> together = new ArrayList<>();
                read.predict(test.iterator(), Request.UNCERTAINTIES, Execution.defaults(), together::add);
                for (int i = 0; i < test.size(); i++) {
                    Prediction p = model.predict(test.get(i), Request.UNCERTAINTIES);
                    for (double like : model.similarities(train.get(i), Execution.defaults())) {
                        assertThat(like).isCloseTo(1, within(1e-9));
                    }
                    for (String target : List.of("energy", "gap")) {
                        assertThat(together.get(i).value(target)).isEqualTo(p.value(target));
                        assertThat(together.get(i).uncertainty(target)).isEqualTo(p.uncertainty(target));
                    }
                }
            }
        }
    }

    /** Forces and virials are the exact derivatives, and the contributions of atoms sum to the value. */
    @ParameterizedTest
    @CsvSource({"'rematch, gamma: 0.3', false", "'rematch, gamma: 0.02', true", "best_match, false"})
    void hasTheGradientOfItsPrediction(String kernel, boolean baseline) {
        String targets = baseline
                ? TARGETS.replaceFirst("baseline: none", "baseline: [{repulsion: zbl, radius: 2.2}, composition]")
                : TARGETS;
        Options options = SmallTraining.options(MODEL + kernel + "}", targets);
        try (Model model = SmallTraining.fit(options, backend, train)) {
            Structure s = test.get(1);
            Prediction p = model.predict(s, Request.GRADIENTS.withContributions(true));
            for (String target : List.of("energy", "gap")) {
                double[] dr = FiniteDifferences.positions(s, all -> SmallTraining.predict(model, target, all));
                double[] strain = FiniteDifferences.strain(s, all -> SmallTraining.predict(model, target, all));
                near(p.forces(target), dr);
                near(p.virial(target), strain);
                assertThat(p.value(target)).isEqualTo(model.predict(s).value(target));
                assertThat(Arrays.stream(p.contributions(target)).sum()).isCloseTo(p.value(target), within(1e-9));
            }
        }
    }

    private static void near(double[] computed, double[] differences) {
        double largest = Arrays.stream(differences).map(Math::abs).max().orElse(0);
        assertThat(largest).isPositive();
        for (int i = 0; i < computed.length; i++) {
            assertThat(computed[i]).as("component %d", i).isCloseTo(-differences[i], within(1e-6 * largest));
        }
    }

    @Test
    void plansItsMemory() {
        Options options = options("rematch, gamma: 0.3");
        assertThatThrownBy(() -> Trainer.of(options, backend, SmallTraining.execution(1 << 12))
                        .fit(Structures.of(train)))
                .isInstanceOf(MemoryBudgetException.class);
        try (Model model = SmallTraining.fit(options, backend, train)) {
            assertThatThrownBy(() -> model.predict(test.get(0), Request.VALUES, SmallTraining.execution(1 << 12)))
                    .isInstanceOf(MemoryBudgetException.class);
        }
    }

    /** The budget that just suffices for values also does for similarities, which are computed range by range. */
    @Test
    void similaritiesNeedNoMoreMemoryThanValues() {
        try (Model model = SmallTraining.fit(options("best_match"), backend, train)) {
            Structure s = test.get(0);
            long low = 1;
            long high = 1L << 30;
            while (high - low > 1) {
                long middle = (low + high) / 2;
                try {
                    model.predict(s, Request.VALUES, SmallTraining.execution(middle));
                    high = middle;
                } catch (MemoryBudgetException e) {
                    low = middle;
                }
            }
            assertThat(model.similarities(s, SmallTraining.execution(high)))
                    .isEqualTo(model.similarities(s, Execution.defaults()));
            long lacking = low;
            assertThatThrownBy(() -> model.similarities(s, SmallTraining.execution(lacking)))
                    .isInstanceOf(MemoryBudgetException.class);
        }
    }

    private static long bytes(MemoryPlan plan, String item) {
        return plan.phases().stream()
                .flatMap(p -> p.items().stream())
                .filter(i -> i.name().equals(item))
                .mapToLong(MemoryPlan.Item::bytes)
                .sum();
    }

    /** A matrix, its factor and an inverse, and the packed factor of each target. */
    @Test
    void plansFactorsOfAllTargetsAndScratchOfMatches() {
        Options options = options("rematch, gamma: 0.3");
        MemoryPlan plan = Trainer.of(options, backend).plan(Structures.of(train));
        long n = train.size();
        assertThat(bytes(plan, "factors")).isEqualTo(24 * n * n + 2 * 4 * n * (n + 1));
        long most = train.stream().mapToInt(Structure::size).max().orElseThrow();
        assertThat(bytes(plan, "matches")).isEqualTo(8L * backend.info().threads() * 3 * most * most);
        MemoryPlan without = Trainer.of(options.with(Map.of("model.uncertainty", "none")), backend)
                .plan(Structures.of(train));
        assertThat(bytes(without, "factors")).isEqualTo(16 * n * n);
    }

    /** Factors stay in memory from the first prediction with uncertainties until the model is closed. */
    @Test
    void countsTheFactorsOfItsUncertainties() {
        try (Model model = SmallTraining.fit(options("rematch, gamma: 0.3"), backend, train)) {
            model.predict(test.get(0));
            long before = backend.resources().ledger().heldBytes();
            model.predict(test.get(0), Request.UNCERTAINTIES);
            model.predict(test.get(1), Request.UNCERTAINTIES);
            long factor =
                    VarianceFactors.factorBytes(train.size(), backend.algebra().host());
            assertThat(factor).isPositive();
            assertThat(backend.resources().ledger().heldBytes() - before).isEqualTo(2 * factor);
        }
    }

    @Test
    void refusesWhatItDoesNotCompare() {
        assertThatThrownBy(() -> SmallTraining.fit(
                        SmallTraining.options(
                                "kernel: {structure: rematch}, noise: 0.1, solver: iterative", "energy: {key: energy}"),
                        backend,
                        train))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("`model.solver`: expected direct")
                .hasMessageContaining("Leave out model.solver");
        assertThatThrownBy(() -> SmallTraining.fit(
                        SmallTraining.options(
                                "type: gpr, kernel: {structure: best_match}, noise: 0.1",
                                "charge: {key: charge, unit: e, quantity: atom}"),
                        backend,
                        train))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("targets.charge.quantity")
                .hasMessageContaining("expected total or mean");
    }

    /** A fit that is interrupted goes on with its kernels, and all fits have the same bits. */
    @Test
    void goesOnWithTheKernelsOfAnInterruptedFit() throws IOException {
        Options options =
                SmallTraining.options("type: gpr, kernel: {zeta: 2, structure: rematch, gamma: 0.4}", TARGETS);
        Structures structures = Structures.of(train);
        long[] kernels = new long[1];
        List<String> notes = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void stage(String name, long total) {
                kernels[0] = name.equals("solving") ? 1000 : 0;
            }

            @Override
            public void advance(long done) {
                kernels[0] += done;
            }

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        List<List<FittedTarget>> fitted = new ArrayList<>();
        try (Model model = SmallTraining.fit(options, backend, train)) {
            fitted.add(model.parameters().targets());
        }
        // in the middle of the kernels, and when they are all there
        for (long most : new long[] {70, 1000, Long.MAX_VALUE}) {
            Execution execution = new Execution(1L << 30, progress, null, folder, () -> kernels[0] >= most);
            try (Model model = Trainer.of(options, backend, execution).fit(structures)) {
                fitted.add(model.parameters().targets());
            } catch (CancelledException e) {
                assertThat(e)
                        .hasMessageContaining("are kept in " + folder)
                        .hasMessageContaining("Resume with the same command");
                assertThat(folder).isNotEmptyDirectory();
            }
        }
        assertThat(fitted).hasSize(2);
        for (int t = 0; t < 2; t++) {
            assertThat(fitted.get(1).get(t).weights())
                    .containsExactly(fitted.get(0).get(t).weights());
        }
        assertThat(notes).filteredOn(n -> n.startsWith("resumed")).hasSize(2);
        assertThat(folder).isEmptyDirectory();
    }
}
