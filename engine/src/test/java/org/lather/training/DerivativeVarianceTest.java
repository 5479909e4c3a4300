package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.evaluation.ErrorStatistics;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.uncertainty.Uncertainties;

/**
 * δ² (∂∂' k** − ∂k*ᵀ K_MM⁻¹ ∂k*) + ∂k*ᵀ (K_MM/δ² + K_MN Λ⁻¹ K_NM)⁻¹ ∂k* out of dense matrices, where derivatives are
 * finite differences of covariances of whole structures, built here from features.
 */
class DerivativeVarianceTest {
    private static final String TWO_CUTOFFS = """
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                density: {type: Gaussian, width: 0.4}
                basis: {type: TensorProduct, max_angular: 2, radial: {type: Gto, max_radial: 2}}
              - calculator: radial_spectrum
                weight: 0.5
                cutoff: {radius: 3.8, smoothing: {type: ShiftedCosine, width: 0.5}}
                density: {type: Gaussian, width: 0.5}
                basis: {radial: {type: Gto, max_radial: 3}}
            model: {kernel: {zeta: %s, centers: %s}, representatives: {count: 14}, %s}
            targets: {%s}
            """;

    private final Backend backend = SmallTraining.reference();
    private final DenseCovariances dense = new DenseCovariances(backend);

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).as("bytes held").isZero();
        backend.close();
    }

    private static Options options(String zeta, String centers, String noise, String target) {
        return Options.parse(TWO_CUTOFFS.formatted(zeta, centers, noise, target), java.nio.file.Path.of(""));
    }

    private static Prediction predict(Model m, Structure s) {
        return predictAll(m, List.of(s)).get(0);
    }

    private static List<Prediction> predictAll(Model m, List<Structure> all) {
        List<Prediction> out = new ArrayList<>();
        m.predict(all.iterator(), Request.GRADIENTS.with(Uncertainties.ALL), Execution.defaults(), out::add);
        return out;
    }

    /** One trained with forces and stress as well, others with energies alone; cells and clusters. */
    @ParameterizedTest
    @CsvSource({"2, same, true", "2, any, false", "1, same, false", "3, any, true", "2.5, same, false"})
    void agreesWithDenseMatrices(String zeta, String centers, boolean forces) {
        Options options = options(
                zeta,
                centers,
                "noise: {energy: 0.05, energy_forces: 0.1, energy_stress: 0.01}"
                        .replaceAll(forces ? "$" : ", .*", forces ? "" : "}"),
                "energy: {baseline: composition" + (forces ? ", forces: {}, stress: {}}" : "}"));
        List<Structure> train = MorseSolid.rattled(21, 4);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            double delta2 = t.signal() * t.signal();
            double[][] mm = dense.covariances(m);
            double[][] normal = new double[mm.length][mm.length];
            for (int i = 0; i < mm.length; i++) {
                for (int j = 0; j < mm.length; j++) {
                    normal[i][j] = mm[i][j] / delta2;
                }
            }
            for (Structure s : train) {
                DenseCovariances.addRow(normal, dense.row(m, s), 0.05 * 0.05 * s.size());
                if (forces) {
                    double[][] d = dense.differences(m, s).rows();
                    for (int c = 0; c < 3 * s.size(); c++) {
                        DenseCovariances.addRow(normal, d[c], 0.1 * 0.1);
                    }
                    for (int k : new int[] {0, 1, 2, 4, 5, 8}) {
                        double noise = 0.01 * Math.abs(s.cell().volume());
                        if (s.cell().anyPeriodic()) {
                            DenseCovariances.addRow(normal, d[3 * s.size() + k], noise * noise);
                        }
                    }
                }
            }
            for (Structure s : MorseSolid.rattled(22, 3)) {
                DenseCovariances.Differences d = dense.differences(m, s);
                double[] expected = new double[d.self().length];
                double largest = 0;
                for (int c = 0; c < expected.length; c++) {
                    expected[c] = delta2
                                    * (d.self()[c]
                                            - DenseCovariances.product(
                                                    d.rows()[c], DenseCovariances.solve(mm, d.rows()[c])))
                            + DenseCovariances.product(d.rows()[c], DenseCovariances.solve(normal, d.rows()[c]));
                    largest = Math.max(largest, delta2 * d.self()[c]);
                }
                Prediction p = predict(m, s);
                double[] got = Arrays.copyOf(p.forcesUncertainty("energy"), expected.length);
                System.arraycopy(p.virialUncertainty("energy"), 0, got, 3 * s.size(), 9);
                for (int c = 0; c < expected.length; c++) {
                    double scale = t.scale(c < 3 * s.size());
                    assertThat(got[c]).isPositive();
                    assertThat(got[c] * got[c] / (scale * scale))
                            .as("component %d", c)
                            .isCloseTo(expected[c], within(2e-7 * largest));
                }
                // beside it stand the same values as without
                assertThat(p.uncertainty("energy"))
                        .isEqualTo(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"));
                assertThat(p.value("energy")).isEqualTo(m.predict(s).value("energy"));
                assertThat(p.forces("energy"))
                        .containsExactly(m.predict(s, Request.GRADIENTS).forces("energy"));
            }
        }
    }

    /** An axis that becomes another, and any turn of the sum over the axes. */
    @Test
    void turnsWithTheStructure() {
        Options options = options("2", "same", "noise: 0.05", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, MorseSolid.rattled(23, 5))) {
            Structure s = MorseSolid.rattled(24, 1).get(0);
            double[] before = predict(m, s).forcesUncertainty("energy");
            double[] cycled = predict(m, turned(s, new double[] {0, 0, 1, 1, 0, 0, 0, 1, 0}))
                    .forcesUncertainty("energy");
            double[] turned = predict(m, turned(s, new double[] {0.36, 0.48, -0.8, -0.8, 0.6, 0, 0.48, 0.64, 0.6}))
                    .forcesUncertainty("energy");
            for (int i = 0; i < before.length; i += 3) {
                double sum = 0;
                double turnedSum = 0;
                for (int k = 0; k < 3; k++) {
                    assertThat(cycled[i + (k + 1) % 3]).isCloseTo(before[i + k], within(1e-8));
                    sum += before[i + k] * before[i + k];
                    turnedSum += turned[i + k] * turned[i + k];
                }
                assertThat(turnedSum).isCloseTo(sum, within(1e-8));
            }
        }
    }

    private static Structure turned(Structure s, double[] q) {
        return Structure.of(
                s.atomicNumbers(),
                apply(q, s.positions()),
                Cell.periodic(apply(q, s.cell().rows())));
    }

    private static double[] apply(double[] q, double[] vectors) {
        double[] out = new double[vectors.length];
        for (int i = 0; i < out.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                out[i + k] = q[3 * k] * vectors[i] + q[3 * k + 1] * vectors[i + 1] + q[3 * k + 2] * vectors[i + 2];
            }
        }
        return out;
    }

    /** A mean is a total over the number of atoms; each derivative comes in its own unit. */
    @Test
    void unitsAndMeans() {
        String derivatives = ", forces: {unit: meV/A}, stress: {unit: GPa}";
        List<Structure> train = MorseSolid.rattled(25, 6);
        Options options = options(
                "2",
                "same",
                "noise: {energy: 0.05, energy_forces: 100, energy_stress: 1}",
                "energy: {baseline: composition" + derivatives + "}");
        try (Model m = SmallTraining.fit(
                options,
                backend,
                train.stream().map(DerivativeVarianceTest::inTheirUnits).toList())) {
            FittedTarget t = m.parameters().targets().get(0);
            Structure s = train.get(0);
            Prediction p = predict(m, s);
            Derivative forces = t.target().derivatives().get(0);
            Derivative stress = t.target().derivatives().get(1);
            assertThat(p.hasUncertainty(t, forces)).isTrue();
            double[] f = p.uncertainties(t, forces);
            double[] w = p.uncertainties(t, stress);
            for (int k = 0; k < f.length; k++) {
                assertThat(f[k]).isCloseTo(1000 * p.forcesUncertainty("energy")[k], within(1e-9));
            }
            for (int k = 0; k < 9; k++) {
                assertThat(w[k])
                        .isCloseTo(
                                p.virialUncertainty("energy")[k]
                                        / Math.abs(s.cell().volume())
                                        * 160.2176634,
                                within(1e-6));
            }
            Structure open = train.get(2);
            assertThat(predict(m, open).hasUncertainty(t, stress)).isFalse();
            assertThatThrownBy(() -> predict(m, open).uncertainties(t, stress))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a cell");
        }
        Options mean = options("2", "same", "noise: 0.01", "gap: {key: gap, quantity: mean}");
        List<Structure> gaps = train.stream()
                .map(s -> s.with(s.annotations().with("gap", s.numbers("energy")[0] / s.size())))
                .toList();
        try (Model m = SmallTraining.fit(mean, backend, gaps)) {
            Structure s = gaps.get(1);
            Structure[] two = {s, doubled(s)};
            double[] one = predict(m, two[0]).virialUncertainty("gap");
            double[] both = predict(m, two[1]).virialUncertainty("gap");
            for (int k = 0; k < 9; k++) {
                assertThat(both[k]).isCloseTo(one[k], within(1e-7));
            }
        }
    }

    private static Structure inTheirUnits(Structure s) {
        double[] f = Arrays.stream(s.column("forces")).map(x -> 1000 * x).toArray();
        var a = s.annotations().withColumn("forces", 3, f);
        if (s.has("stress")) {
            a = a.with(
                    "stress",
                    Arrays.stream(s.numbers("stress")).map(x -> x * 160.2176634).toArray());
        }
        return s.with(a);
    }

    /** Twice the cell along its first vector. */
    private static Structure doubled(Structure s) {
        int n = s.size();
        int[] z = new int[2 * n];
        double[] x = new double[6 * n];
        double[] h = s.cell().rows();
        for (int i = 0; i < 2 * n; i++) {
            z[i] = s.atomicNumber(i % n);
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] = s.position(i % n, k) + (i < n ? 0 : h[k]);
            }
        }
        for (int k = 0; k < 3; k++) {
            h[k] *= 2;
        }
        return Structure.of(z, x, Cell.periodic(h));
    }

    /** Perfect crystals have no forces, and a model is sure of it: these components do not count. */
    @Test
    void whatVanishesBySymmetryDoesNotCount() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 20}, noise: {energy: 1e-3, energy_forces: 0.01}",
                "energy: {baseline: composition, forces: {}}");
        try (Model m = SmallTraining.fit(options, backend, MorseSolid.rattled(3, 8))) {
            double[] cube = {2.9, 0, 0, 0, 2.9, 0, 0, 0, 2.9};
            Structure perfect = MorseSolid.labelled(
                    Structure.of(new int[] {14, 6}, new double[] {0, 0, 0, 1.45, 1.45, 1.45}, Cell.periodic(cube)));
            ErrorStatistics alone = ErrorStatistics.of(m.parameters()).get(1);
            alone.add(predict(m, perfect));
            assertThat(alone.calibration().count()).isEqualTo(6);
            assertThat(alone.calibration().rmsErrorOverUncertainty()).isNaN();
            Prediction other = predict(m, MorseSolid.rattled(4, 1).get(0));
            ErrorStatistics both = ErrorStatistics.of(m.parameters()).get(1);
            both.add(other);
            double ratio = both.calibration().rmsErrorOverUncertainty();
            both.add(predict(m, perfect));
            assertThat(ratio).isPositive();
            assertThat(both.calibration().rmsErrorOverUncertainty()).isEqualTo(ratio);
            assertThat(both.calibration().count()).isEqualTo(30);
        }
    }

    /** Errors are as large as they were said to be, and larger where they were. */
    @Test
    void isCalibratedOnAPairPotential() {
        Options options = SmallTraining.options(
                4,
                3,
                "kernel: {zeta: 2}, representatives: {count: 120}, noise: {energy: 1e-3, energy_forces: 0.01}",
                "energy: {baseline: composition, forces: {}}");
        double error = 0;
        double said = 0;
        try (Model m = SmallTraining.fit(options, backend, MorseSolid.rattled(3, 30))) {
            for (Structure s : MorseSolid.rattled(4, 6)) {
                Prediction p = predict(m, s);
                double[] sigma = p.forcesUncertainty("energy");
                for (int k = 0; k < sigma.length; k++) {
                    error += Math.pow(p.forces("energy")[k] - s.column("forces")[k], 2);
                    said += sigma[k] * sigma[k];
                }
            }
        }
        assertThat(Math.sqrt(error / said)).isBetween(0.2, 2.0);
    }

    @Test
    void saysWhatItNeedsAndWhatThereIsNot() {
        Options options = options("2", "same", "noise: 0.05", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, MorseSolid.rattled(23, 5))) {
            Structure s = MorseSolid.rattled(24, 1).get(0);
            assertThatThrownBy(() -> m.predict(s, Request.GRADIENTS).forcesUncertainty("energy"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no uncertainty of the derivatives of energy");
            assertThatThrownBy(() -> m.predict(
                            List.of(s).iterator(),
                            Request.GRADIENTS.with(Uncertainties.ALL),
                            SmallTraining.execution(1 << 17),
                            p -> {}))
                    .isInstanceOf(MemoryBudgetException.class)
                    .hasMessageContaining("this prediction with uncertainty");
        }
        Options full =
                SmallTraining.options("type: gpr, noise: 0.01, uncertainty: none", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(full, backend, SmallTraining.clusters(11, 6))) {
            Prediction p = predict(m, SmallTraining.clusters(12, 1).get(0));
            assertThat(p.forces("energy")).isNotEmpty();
            assertThat(p.hasUncertainty("energy")).isFalse();
        }
    }
}
