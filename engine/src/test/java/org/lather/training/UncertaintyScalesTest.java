package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.evaluation.ErrorStatistics;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

class UncertaintyScalesTest {
    private final Backend backend = SmallTraining.reference();
    private final DenseCovariances dense = new DenseCovariances(backend);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    /** A row that was learnt: what it adds to the sums, and how it is predicted. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Row(String kind, double[] covariances, double self, double y, double variance) {}

    private List<Row> rows(Model m, Structure s, boolean derivatives) {
        FittedTarget t = m.parameters().targets().get(0);
        List<Row> out = new ArrayList<>();
        double self = 0;
        for (double k : dense.selfCovariances(m, s)) {
            self += k;
        }
        double y = s.numbers("energy")[0] - t.baseline(s)[0];
        out.add(new Row("energy", dense.row(m, s), self, y, 0.05 * 0.05 * s.size()));
        if (derivatives) {
            DenseCovariances.Differences d = dense.differences(m, s);
            for (int c = 0; c < 3 * s.size(); c++) {
                out.add(new Row("energy_forces", d.rows()[c], d.self()[c], -s.column("forces")[c], 0.1 * 0.1));
            }
            double volume = Math.abs(s.cell().volume());
            for (int k : s.cell().anyPeriodic() ? new int[] {0, 1, 2, 4, 5, 8} : new int[0]) {
                int c = 3 * s.size() + k;
                double noise = 0.01 * volume;
                out.add(new Row(
                        "energy_stress", d.rows()[c], d.self()[c], volume * s.numbers("stress")[k], noise * noise));
            }
        }
        return out;
    }

    /** By regressions on all structures but one, of dense matrices; leaving out amplifies the errors of differences. */
    @ParameterizedTest
    @CsvSource({"same, false", "any, false", "same, true"})
    void areThoseOfRegressionsWithoutEachStructure(String centers, boolean derivatives) {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2, centers: " + centers + "}, representatives: {count: 12}, noise: {energy: 0.05"
                        + (derivatives ? ", energy_forces: 0.1, energy_stress: 0.01}" : "}"),
                "energy: {baseline: composition" + (derivatives ? ", forces: {}, stress: {}}" : "}"));
        List<Structure> train = MorseSolid.rattled(21, 5);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            double delta2 = t.signal() * t.signal();
            double[][] mm = dense.covariances(m);
            List<List<Row>> all =
                    train.stream().map(s -> rows(m, s, derivatives)).toList();
            Map<String, double[]> sums = new LinkedHashMap<>();
            for (int left = 0; left < all.size(); left++) {
                double[][] normal = new double[mm.length][mm.length];
                double[] right = new double[mm.length];
                for (int i = 0; i < mm.length; i++) {
                    for (int j = 0; j < mm.length; j++) {
                        normal[i][j] = mm[i][j] / delta2;
                    }
                }
                for (int s = 0; s < all.size(); s++) {
                    for (Row r : s == left ? List.<Row>of() : all.get(s)) {
                        DenseCovariances.addRow(normal, r.covariances, r.variance);
                        for (int i = 0; i < right.length; i++) {
                            right[i] += r.covariances[i] * r.y / r.variance;
                        }
                    }
                }
                double[] weights = DenseCovariances.solve(normal, right);
                for (Row r : all.get(left)) {
                    double z = r.y - DenseCovariances.product(r.covariances, weights);
                    double variance = delta2
                                    * (r.self
                                            - DenseCovariances.product(
                                                    r.covariances, DenseCovariances.solve(mm, r.covariances)))
                            + DenseCovariances.product(r.covariances, DenseCovariances.solve(normal, r.covariances));
                    double[] sum = sums.computeIfAbsent(r.kind, k -> new double[2]);
                    sum[0] += z * z / variance;
                    sum[1]++;
                }
            }
            Map<String, Double> scales = new HashMap<>();
            t.uncertainty().scales().forEach((type, scale) -> scales.put(type.name(t.name()), scale));
            assertThat(scales).containsOnlyKeys(sums.keySet());
            sums.forEach((kind, sum) -> assertThat(scales.get(kind))
                    .as(kind)
                    .isCloseTo(
                            Math.sqrt(sum[0] / sum[1]),
                            within((derivatives ? 1e-3 : 1e-6) * Math.sqrt(sum[0] / sum[1]))));
        }
    }

    /** Of molecules that a small model describes badly, whose posterior knows nothing of it. */
    @Test
    void makeUncertaintiesAsLargeAsErrors() throws Exception {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 150}, noise: auto", "energy: {baseline: composition}");
        List<Structure> molecules = SmallTraining.chno("molecules.xyz", 160);
        try (Model m = SmallTraining.fit(options, backend, molecules.subList(0, 110))) {
            ErrorStatistics errors =
                    new ErrorStatistics(m.parameters().targets().get(0));
            m.predict(
                    molecules.subList(110, 160).iterator(),
                    Request.trained(m.parameters()).with(Uncertainties.VALUES),
                    Execution.defaults(),
                    errors::add);
            double scale = m.parameters().targets().get(0).scale();
            double ratio = errors.calibration().rmsErrorOverUncertainty();
            assertThat(scale).isGreaterThan(3);
            assertThat(ratio).isBetween(0.4, 1.6);
            // the scale is part of the model
            Path file = folder.resolve("model.safetensors");
            ModelFile.write(file, m.parameters());
            assertThat(ModelFile.read(file, true).targets().get(0).uncertainty().scales())
                    .isEqualTo(m.parameters().targets().get(0).uncertainty().scales());
        }
    }
}
