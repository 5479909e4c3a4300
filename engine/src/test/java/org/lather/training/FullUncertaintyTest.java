package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.uncertainty.PredictiveVariance;
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/** Uncertainties of full regressions beside dense matrices that are built here. */
class FullUncertaintyTest {
    private static final String MODEL = "type: gpr, kernel: {zeta: 2}, noise: ";
    private static final String NOISE = "{energy: 0.3, gap: 0.02}";
    private static final String TARGETS =
            "energy: {key: energy, unit: eV, baseline: none}," + " gap: {key: gap, quantity: mean, baseline: none}";
    private static final String CHARGES = "charge: {unit: e, quantity: atom, baseline: none}";

    private final Backend backend = SmallTraining.reference();
    private final DenseCovariances dense = new DenseCovariances(backend);
    private final List<Structure> train = new ArrayList<>(SmallTraining.clusters(1, 12));
    private final List<Structure> test = SmallTraining.clusters(2, 4);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    /** Sums over the environments of training structures, [B]. */
    private double[] joined(double[] row) {
        double[] out = new double[train.size()];
        int e = 0;
        for (int b = 0; b < out.length; b++) {
            for (int i = 0; i < train.get(b).size(); i++) {
                out[b] += row[e++];
            }
        }
        return out;
    }

    private static double factor(FittedTarget t, Structure s) {
        return t.name().equals("gap") ? 1.0 / s.size() : 1;
    }

    /** K of the quantities of training structures plus their noise over δ², of some rows. */
    private double[][] matrix(FittedTarget t, double[][] sums, int[] rows) {
        double ratio = Math.pow(t.noise() / t.signal(), 2);
        double[][] out = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            Structure s = train.get(rows[i]);
            for (int j = 0; j < rows.length; j++) {
                out[i][j] = factor(t, s) * factor(t, train.get(rows[j])) * sums[rows[i]][rows[j]];
            }
            out[i][i] += ratio * (t.name().equals("energy") ? s.size() : 1);
        }
        return out;
    }

    private double[] row(FittedTarget t, double[] sums, int[] rows) {
        return Arrays.stream(rows)
                .mapToDouble(i -> factor(t, train.get(i)) * sums[i])
                .toArray();
    }

    private double[][] sums(Model m) {
        return train.stream().map(s -> joined(dense.row(m, s))).toArray(double[][]::new);
    }

    private double self(Model m, Structure s) {
        return Arrays.stream(dense.selfCovariances(m, s)).sum();
    }

    private static int[] without(int[] rows, int one) {
        return Arrays.stream(rows).filter(i -> i != one).toArray();
    }

    /** Standard deviations of values and their scale, which errors of rows left out give, also without some labels. */
    @Test
    void posteriorsAreThoseOfDenseAlgebra() throws IOException {
        Structure unlabelled = train.get(3);
        train.set(3, unlabelled.with(unlabelled.annotations().with("gap", Double.NaN)));
        Path file = folder.resolve("m.safetensors");
        try (Model m = SmallTraining.fit(SmallTraining.options(MODEL + NOISE, TARGETS), backend, train)) {
            ModelFile.write(file, m.parameters());
            double[][] sums = sums(m);
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                for (FittedTarget t : m.parameters().targets()) {
                    int[] rows = IntStream.range(0, train.size())
                            .filter(i -> i != 3 || t.name().equals("energy"))
                            .toArray();
                    double scale = scale(m, t, sums, rows);
                    assertThat(t.scale()).isCloseTo(scale, within(1e-6 * scale));
                    for (Structure s : test) {
                        double[] k = row(t, joined(dense.row(m, s)), rows);
                        double f = factor(t, s);
                        double left = self(m, s)
                                - DenseCovariances.product(k, DenseCovariances.solve(matrix(t, sums, rows), k));
                        double expected = t.signal() * f * Math.sqrt(left);
                        Prediction p = m.predict(s, Request.UNCERTAINTIES);
                        assertThat(p.computedUncertainties(t.name())[0]).isCloseTo(expected, within(1e-6 * expected));
                        assertThat(p.uncertainty(t.name()))
                                .isCloseTo(scale * expected, within(1e-5 * scale * expected));
                        assertThat(read.predict(s, Request.UNCERTAINTIES).uncertainty(t.name()))
                                .isEqualTo(p.uncertainty(t.name()));
                        assertThat(p.value(t.name())).isEqualTo(m.predict(s).value(t.name()));
                    }
                }
            }
        }
    }

    /** The root mean square of error over standard deviation of structures that are left out, one by one. */
    private double scale(Model m, FittedTarget t, double[][] sums, int[] rows) {
        double squares = 0;
        for (int one : rows) {
            int[] others = without(rows, one);
            double f = factor(t, train.get(one));
            double[] k = row(t, sums[one], others);
            double[][] matrix = matrix(t, sums, others);
            double left = self(m, train.get(one)) - DenseCovariances.product(k, DenseCovariances.solve(matrix, k));
            squares += Math.pow(residual(t, k, matrix, one, others) / (t.signal() * f), 2) / left;
        }
        return Math.sqrt(squares / rows.length);
    }

    private double residual(FittedTarget t, double[] k, double[][] matrix, int one, int[] others) {
        double[] y = Arrays.stream(others)
                .mapToDouble(i -> train.get(i).numbers(t.name())[0])
                .toArray();
        double f = factor(t, train.get(one));
        return train.get(one).numbers(t.name())[0] - f * DenseCovariances.product(k, DenseCovariances.solve(matrix, y));
    }

    /** Those of forces and virials, also where the training structures are read part by part. */
    @ParameterizedTest
    @CsvSource({"same", "any"})
    void posteriorsOfForcesAreThoseOfDenseAlgebra(String centers) {
        Options options = SmallTraining.options(
                "type: gpr, noise: 0.3, kernel: {zeta: 2, centers: " + centers + "}", "energy: {baseline: none}");
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            double[][] sums = sums(m);
            int[] all = IntStream.range(0, train.size()).toArray();
            Structure s = test.get(1);
            DenseCovariances.Differences d = dense.differences(m, s);
            double[] computed = new double[d.self().length];
            double largest = 0;
            for (int c = 0; c < computed.length; c++) {
                double[] k = joined(d.rows()[c]);
                computed[c] = t.signal()
                        * Math.sqrt(Math.max(
                                0,
                                d.self()[c]
                                        - DenseCovariances.product(
                                                k, DenseCovariances.solve(matrix(t, sums, all), k))));
                largest = Math.max(largest, computed[c]);
            }
            List<Prediction> out = new ArrayList<>();
            m.predict(List.of(s).iterator(), Request.GRADIENTS.with(Uncertainties.ALL), Execution.defaults(), out::add);
            double[] forces = out.get(0).forcesUncertainty("energy");
            for (int c = 0; c < forces.length; c++) {
                assertThat(forces[c]).isCloseTo(t.scale() * computed[c], within(1e-5 * t.scale() * largest));
            }
            try (VarianceFactors factors =
                    new VarianceFactors(m.parameters(), m.parameters().kernel(), backend)) {
                new PredictiveVariance(m.parameters(), m.parameters().kernel(), backend, factors)
                        .derivatives(s, List.of(), (f, prior, missing, rows) -> {
                            for (int c = 0; c < missing.length; c++) {
                                assertThat(t.signal() * Math.sqrt(missing[c]))
                                        .isCloseTo(computed[c], within(1e-5 * t.signal()));
                            }
                        });
            }
        }
    }

    /** Members are fits to noisy labels: σ² Σ_i w_i⁻¹ ((K + λ W⁻¹)⁻¹ k*)_i² is the variance of their predictions. */
    @Test
    void membersAreFitsToNoisyLabels() throws IOException {
        int members = 3000;
        Path file = folder.resolve("m.safetensors");
        Options options = SmallTraining.options(
                MODEL + "{energy: 0.3, gap: 0.02, charge: 0.05}, uncertainty: {type: label_noise, members: " + members
                        + ", calibrate: scale}",
                TARGETS + ", " + CHARGES);
        int[] all = IntStream.range(0, train.size()).toArray();
        try (Model m = SmallTraining.fit(options, backend, train)) {
            ModelFile.write(file, m.parameters());
            double[][] sums = sums(m);
            Structure s = test.get(2);
            Prediction p = m.predict(s, Request.UNCERTAINTIES);
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                assertThat(read.predict(s, Request.UNCERTAINTIES).ensemble("charge"))
                        .isDeepEqualTo(p.ensemble("charge"));
            }
            for (FittedTarget t : m.parameters().targets()) {
                double[][] ensemble = p.ensemble(t.name());
                double mean =
                        Arrays.stream(ensemble).mapToDouble(v -> v[0]).average().orElseThrow();
                assertThat(ensemble).hasDimensions(members, p.values(t.name()).length);
                assertThat(mean).isCloseTo(p.values(t.name())[0], within(1e-9 * (1 + Math.abs(mean))));
                if (t.name().equals("charge")) {
                    continue;
                }
                double[] k = row(t, joined(dense.row(m, s)), all);
                double expected = deviation(t, k, matrix(t, sums, all), all) * factor(t, s);
                assertThat(p.computedUncertainties(t.name())[0]).isCloseTo(expected, within(0.06 * expected));
                double squares = 0;
                for (int one : all) {
                    int[] others = without(all, one);
                    double[] own = row(t, sums[one], others);
                    double[][] matrix = matrix(t, sums, others);
                    double f = factor(t, train.get(one));
                    squares += Math.pow(
                            residual(t, own, matrix, one, others) / (f * deviation(t, own, matrix, others)), 2);
                }
                double scale = Math.sqrt(squares / all.length);
                assertThat(t.scale()).isCloseTo(scale, within(0.06 * scale));
            }
        }
    }

    private double deviation(FittedTarget t, double[] k, double[][] matrix, int[] rows) {
        double[] beta = DenseCovariances.solve(matrix, k);
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double noise = t.name().equals("energy") ? train.get(rows[i]).size() : 1;
            sum += noise * beta[i] * beta[i];
        }
        return t.noise() * Math.sqrt(sum);
    }

    /** Atoms are held out with all others of their structure. */
    @Test
    void atomsAreCalibratedByStructuresThatAreHeldOut() {
        Options options = SmallTraining.options(
                MODEL + "0.05, uncertainty: {type: label_noise, members: 400, calibrate: scale}", CHARGES);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            double squares = 0;
            int count = 0;
            for (int one = 0; one < train.size(); one++) {
                List<Structure> others = new ArrayList<>(train);
                Structure held = others.remove(one);
                double[] own = held.column("charge");
                double[] predicted;
                double[][] ensemble;
                // the ratio of noise and signal is that of all structures
                double noise = 0.05 * signal(others) / t.signal();
                Options less = SmallTraining.options(
                        MODEL + noise + ", uncertainty: {type: label_noise, members: 400, calibrate: false}", CHARGES);
                try (Model without = SmallTraining.fit(less, backend, others)) {
                    Prediction p = without.predict(held, Request.UNCERTAINTIES);
                    predicted = p.values("charge");
                    ensemble = p.ensemble("charge");
                }
                for (int i = 0; i < own.length; i++) {
                    double variance = 0;
                    for (double[] member : ensemble) {
                        variance += Math.pow(member[i] - predicted[i], 2) / (ensemble.length - 1);
                    }
                    double unit = Math.pow(t.noise() / noise, 2);
                    squares += Math.pow(own[i] - predicted[i], 2) / (variance * unit);
                    count++;
                }
            }
            double scale = Math.sqrt(squares / count);
            assertThat(t.scale()).isCloseTo(scale, within(0.1 * scale));
        }
    }

    /** The signal δ of a fit, which does not depend on the noise. */
    private double signal(List<Structure> some) {
        try (Model m =
                SmallTraining.fit(SmallTraining.options(MODEL + "0.05, uncertainty: none", CHARGES), backend, some)) {
            return m.parameters().targets().get(0).signal();
        }
    }
}
