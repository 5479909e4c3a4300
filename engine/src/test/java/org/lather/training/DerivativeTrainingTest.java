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
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.FiniteDifferences;
import org.lather.backend.Matrix;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.evaluation.ErrorStatistics;
import org.lather.execution.Execution;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.RowKey;
import org.lather.target.TargetReading;

/** Training with forces, stress and virials. */
class DerivativeTrainingTest {
    private static final String MODEL = "kernel: {zeta: 2}, representatives: {count: 24, selection: random}, folds: 3";
    private static final String STRESS = "energy: {baseline: composition, forces: {}, stress: {}}";
    private static final String VIRIAL = "energy: {unit: meV, baseline: [{repulsion: zbl, radius: 2.2}, composition],"
            + " forces: {unit: Ha/bohr}, virial: {unit: kcal/mol}}";
    private static final String GIVEN = MODEL + ", noise: {energy: 0.02, energy_forces: 0.05, energy_stress: 0.004}";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).as("bytes held").isZero();
        backend.close();
    }

    private static Prediction predict(Model m, Structure s) {
        List<Prediction> out = new ArrayList<>();
        m.predict(
                List.of(s).iterator(),
                Request.trained(m.parameters()).withContributions(true),
                Execution.defaults(),
                out::add);
        return out.get(0);
    }

    /**
     * One least-squares problem of all rows at once, [Λ^−½ K; λ^½ Lᵀ] w = [Λ^−½ y; 0], solved by Householder
     * reflections: no blocks, no whitening, no normal equations.
     */
    @ParameterizedTest
    @ValueSource(strings = {"stress", "virial"})
    void isTheLeastSquaresFitOfAllRows(String third) {
        List<Structure> train = MorseSolid.incomplete(MorseSolid.rattled(7, 30));
        boolean stress = third.equals("stress");
        Options options = SmallTraining.options(
                MODEL + ", noise: {energy: 0.02, energy_forces: 0.05, energy_" + third + ": " + (stress ? 0.004 : 0.15)
                        + "}, noise_factors: {types: {odd: {energy: 2, energy_forces: 3}}}",
                "energy: {baseline: composition, forces: {}, " + third + ": {}}");
        for (int i = 1; i < train.size(); i += 2) {
            Structure s = train.get(i);
            train.set(i, s.with(s.annotations().withText("config_type", "odd")));
        }
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            int size = m.parameters().size();
            double lambda = t.noise() * t.noise() / (t.signal() * t.signal());
            List<double[]> rows = new ArrayList<>();
            List<Double> right = new ArrayList<>();
            for (int i = 0; i < train.size(); i++) {
                double f = i % 2 == 1 ? 1 : 0;
                addRows(m, t, train.get(i), stress, 1 + f, 1 + 2 * f, rows, right);
            }
            double[] factor = cholesky(covariances(m), size);
            for (int j = 0; j < size; j++) {
                double[] row = new double[size];
                for (int i = j; i < size; i++) {
                    row[i] = Math.sqrt(lambda) * factor[i * size + j];
                }
                rows.add(row);
                right.add(0.0);
            }
            double[] w = LeastSquares.solve(rows, right);
            for (Structure s : MorseSolid.rattled(8, 4)) {
                double expected = 0;
                double[] k = kernelRow(m, s);
                for (int j = 0; j < size; j++) {
                    expected += k[j] * w[j];
                }
                assertThat(predict(m, s).value("energy") - t.baseline(s)[0]).isCloseTo(expected, within(1e-9));
            }
        }
    }

    /** Rows of one structure, divided by their noise relative to that of the energy. */
    private void addRows(
            Model m,
            FittedTarget t,
            Structure s,
            boolean stress,
            double energyFactor,
            double forceFactor,
            List<double[]> rows,
            List<Double> right) {
        int size = m.parameters().size();
        if (s.has("energy")) {
            double scale = 1 / (Math.sqrt(s.size()) * energyFactor);
            add(kernelRow(m, s), 0, size, scale, s.numbers("energy")[0] - t.baseline(s)[0], rows, right);
        }
        double[][] d = derivatives(m, s);
        if (s.hasColumn("forces")) {
            for (int k = 0; k < 3 * s.size(); k++) {
                add(d[0], k, size, 0.02 / 0.05 / forceFactor, -s.column("forces")[k], rows, right);
            }
        }
        if (s.has(stress ? "stress" : "virial")) {
            double volume = Math.abs(s.cell().volume());
            for (int k : new int[] {0, 1, 2, 4, 5, 8}) {
                if (stress) {
                    add(d[1], k, size, 0.02 / 0.004 / volume, volume * s.numbers("stress")[k], rows, right);
                } else {
                    add(d[1], k, size, 0.02 / 0.15 / Math.sqrt(s.size()), -s.numbers("virial")[k], rows, right);
                }
            }
        }
    }

    private static void add(
            double[] k, int row, int size, double scale, double y, List<double[]> rows, List<Double> right) {
        double[] r = Arrays.copyOfRange(k, row * size, (row + 1) * size);
        Arrays.setAll(r, j -> scale * r[j]);
        rows.add(r);
        right.add(scale * y);
    }

    private double[] kernelRow(Model m, Structure s) {
        int size = m.parameters().size();
        double[] out = new double[size];
        EnvironmentKernel kernel = m.parameters().kernel();
        EnvironmentKernel.Term term = kernel.terms().get(0);
        try (Batch batch = backend.upload(List.of(s), m.parameters().channels());
                Features x = backend.features(new Range(batch, 0, s.size()), term.features());
                Features z = backend.load(m.parameters().representatives().get(0));
                Tile tile = backend.tile(s.size(), size)) {
            backend.covariances(Side.of(x), Side.of(z), kernel.covariance(), 1, tile);
            double[] k = tile.download();
            for (int i = 0; i < k.length; i++) {
                out[i % size] += k[i];
            }
        }
        return out;
    }

    private double[] covariances(Model m) {
        int size = m.parameters().size();
        try (Features z = backend.load(m.parameters().representatives().get(0));
                Tile tile = backend.tile(size, size)) {
            backend.covariances(Side.of(z), Side.of(z), m.parameters().kernel().covariance(), 1, tile);
            return tile.download();
        }
    }

    private double[][] derivatives(Model m, Structure s) {
        int size = m.parameters().size();
        EnvironmentKernel kernel = m.parameters().kernel();
        double[] ones = new double[s.size()];
        Arrays.fill(ones, 1);
        try (Batch batch = backend.upload(List.of(s), m.parameters().channels());
                Features z = backend.load(m.parameters().representatives().get(0));
                Tile positions = backend.tile(3 * s.size(), size);
                Tile strain = backend.tile(9, size)) {
            backend.gradients()
                    .rows(
                            new WeightedRange(batch, 0, s.size(), ones),
                            kernel.terms().get(0).features(),
                            z,
                            kernel.covariance(),
                            1,
                            new DerivativeTiles(positions, strain));
            return new double[][] {positions.download(), strain.download()};
        }
    }

    private double[] cholesky(double[] a, int n) {
        backend.algebra().dense().potrf(Matrix.of(a, n, n));
        return a;
    }

    /** What energies alone do not teach: errors of forces and stress against their spread. */
    @ParameterizedTest
    @ValueSource(strings = {"noise: {energy: 1e-3, energy_forces: 1e-3, energy_stress: 1e-4}", "noise: auto"})
    void learnsAPairPotential(String noise) {
        Options options = SmallTraining.options(
                4, 3, "kernel: {zeta: 2}, representatives: {count: 160}, folds: 3, " + noise, STRESS);
        List<ErrorStatistics> errors;
        try (Model m = SmallTraining.fit(options, backend, MorseSolid.rattled(3, 60))) {
            errors = ErrorStatistics.of(m.parameters());
            m.predict(
                    MorseSolid.rattled(4, 12).iterator(),
                    Request.trained(m.parameters()),
                    Execution.defaults(),
                    p -> errors.forEach(e -> e.add(p)));
            assertThat(m.report().orElseThrow().noise().keySet())
                    .extracting(RowKey::name)
                    .containsExactly("energy", "energy_forces", "energy_stress");
            assertThat(m.report().orElseThrow().crossValidated().keySet())
                    .isEqualTo(
                            noise.endsWith("auto")
                                    ? m.report().orElseThrow().noise().keySet()
                                    : java.util.Set.of());
        }
        assertThat(errors.stream().map(ErrorStatistics::name))
                .containsExactly("energy", "energy_forces", "energy_stress");
        assertThat(errors.stream().map(ErrorStatistics::count)).containsExactly(12L, 288L, 72L);
        assertThat(errors.get(0).rmse()).isLessThan(0.1 * errors.get(0).spreadWithoutBaselines());
        assertThat(errors.get(1).rmse()).isLessThan(0.15 * errors.get(1).spread());
        assertThat(errors.get(2).rmse()).isLessThan(0.1 * errors.get(2).spread());
    }

    /** Units of every kind, and a repulsion that is taken off and given back. */
    @Test
    void forcesAndVirialAreGradientsOfTheEnergy() {
        Options options = SmallTraining.options(
                MODEL.replace("24", "80") + ", noise: {energy: 20, energy_forces: 1e-3, energy_virial: 3}", VIRIAL);
        List<Structure> train = new ArrayList<>();
        for (Structure s : MorseSolid.rattled(5, 20)) {
            train.add(s.with(s.annotations()
                    .with("energy", 1000 * s.numbers("energy")[0])
                    .withColumn("forces", 3, times(s.column("forces"), 0.529177210903 / 27.211386245988))
                    .with("virial", times(s.numbers("virial"), 23.06054783))));
        }
        Structure s = train.get(4);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            Prediction p = predict(m, s);
            double[] slope = FiniteDifferences.positions(s, all -> SmallTraining.predict(m, "energy", all));
            double[] strain = FiniteDifferences.strain(s, all -> SmallTraining.predict(m, "energy", all));
            near(p.forces("energy"), times(slope, -1));
            near(p.values(t, t.target().derivatives().get(0)), times(slope, -1e-3 * 0.529177210903 / 27.211386245988));
            near(p.values(t, t.target().derivatives().get(1)), times(strain, -1e-3 * 23.06054783));
            assertThat(Arrays.stream(p.contributions("energy")).sum()).isCloseTo(p.value("energy"), within(1e-6));
            // spreads are those of what the repulsion leaves, in the units of the derivatives
            for (ErrorStatistics e : ErrorStatistics.of(m.parameters())) {
                e.add(p);
                if (!e.name().equals("energy")) {
                    Derivative d = t.target().derivatives().get(e.name().endsWith("forces") ? 0 : 1);
                    double[] left = TargetReading.read(s, d);
                    double[] baseline = t.baselineSlope(s, d.kind());
                    Arrays.setAll(left, i -> left[i] + d.perUnit(t.target().unit()) * baseline[i]);
                    double mean = Arrays.stream(left).average().orElseThrow();
                    double square = Arrays.stream(left)
                            .map(x -> (x - mean) * (x - mean))
                            .average()
                            .orElseThrow();
                    assertThat(Arrays.stream(baseline).anyMatch(x -> Math.abs(x) > 1e-3))
                            .isTrue();
                    assertThat(e.spreadWithoutBaselines()).isCloseTo(Math.sqrt(square), within(1e-9));
                }
            }
            // the reference itself, whose units were converted both ways
            near(p.forces("energy"), times(MorseSolid.labelled(s).column("forces"), 1000), 0.3);
        }
    }

    private static double[] times(double[] v, double factor) {
        return Arrays.stream(v).map(x -> x * factor).toArray();
    }

    private static void near(double[] got, double[] expected) {
        near(got, expected, 1e-6);
    }

    private static void near(double[] got, double[] expected, double relative) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("component %d", i).isCloseTo(expected[i], within(relative * largest));
        }
    }

    /** The difference to a cheaper method whose derivatives are known. */
    @Test
    void learnsADifference() {
        List<Structure> train = new ArrayList<>();
        for (Structure s : MorseSolid.rattled(6, 20)) {
            train.add(s.with(s.annotations()
                    .with("cheap", 0.9 * s.numbers("energy")[0])
                    .with("cheap_virial", times(s.numbers("virial"), 0.9))
                    .withColumn("cheap_forces", 3, times(s.column("forces"), 0.9))));
        }
        String targets = "energy: {baseline: [{key: cheap, forces: cheap_forces, virial: cheap_virial}, composition],"
                + " forces: {}, virial: {}}";
        Options options = SmallTraining.options(
                MODEL + ", noise: {energy: 0.02, energy_forces: 0.05, energy_virial: 0.1}", targets);
        try (Model m = SmallTraining.fit(options, backend, train)) {
            Structure s = train.get(2);
            Prediction p = predict(m, s);
            near(p.forces("energy"), s.column("forces"), 0.1);
            near(p.virial("energy"), s.numbers("virial"), 0.1);
            assertThatThrownBy(() -> predict(
                            m, MorseSolid.labelled(s).with(s.annotations().with("cheap_virial", 1))))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected the baseline's virial `cheap_virial`");
        }
        assertThatThrownBy(() -> SmallTraining.options(
                        MODEL, "energy: {baseline: {key: cheap, forces: f}, forces: {}, virial: {}}"))
                .hasMessageContaining("expected the key of its virial too");
    }

    @Test
    void saysWhatIsMissing() {
        List<Structure> none = MorseSolid.rattled(9, 3).stream()
                .map(s -> MorseSolid.only(s, "energy"))
                .toList();
        fails(
                none,
                "energy: {forces: {key: REF_forces}}",
                "no frame has its forces `REF_forces`",
                "targets.energy.forces.key");
        List<Structure> wide = none.stream()
                .map(s -> s.with(s.annotations().withColumn("forces", 1, new double[s.size()])))
                .toList();
        fails(
                wide,
                "energy: {forces: {}}",
                "expected the forces `forces` as three numbers an atom",
                "found 8 for 8 atoms");
        List<Structure> skew = none.stream()
                .map(s -> s.with(s.annotations().with("virial", 1, 0.5, 0, 0, 1, 0, 0, 0, 1)))
                .toList();
        fails(skew, "energy: {virial: {}}", "as a symmetric matrix, found 0.5 and 0.0");
        List<Structure> open = none.stream()
                .map(s -> Structure.of(s.atomicNumbers(), s.positions(), org.lather.structure.Cell.NONE)
                        .with(s.annotations().with("stress", 1, 1, 1, 0, 0, 0)))
                .toList();
        fails(open, "energy: {stress: {}}", "no frame that repeats in three directions has its stress `stress`");
        List<Structure> infinite = none.stream()
                .map(s -> s.with(s.annotations().with("virial", 1, 1, 1, 0, 0, 1 / 0.0)))
                .toList();
        fails(infinite, "energy: {virial: {}}", "as finite numbers, found Infinity");
        List<Structure> missing = none.stream()
                .map(s -> s.with(s.annotations().with("virial", 1, 1, 1, 0, 0, Double.NaN)))
                .toList();
        fails(missing, "energy: {virial: {}}", "no frame has its virial `virial`");
    }

    private void fails(List<Structure> train, String targets, String... parts) {
        Options options = SmallTraining.options(MODEL, targets);
        assertThatThrownBy(() -> SmallTraining.fit(options, backend, train))
                .isInstanceOf(DataException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n", "!", "null"));
    }

    /** Six numbers are xx, yy, zz, yz, xz, xy. */
    @Test
    void readsStressInVoigtOrder() {
        List<Structure> nine = MorseSolid.rattled(10, 12);
        List<Structure> six = new ArrayList<>();
        for (Structure s : nine) {
            if (s.has("stress")) {
                double[] v = s.numbers("stress");
                six.add(s.with(s.annotations().with("stress", v[0], v[4], v[8], v[5], v[2], v[1])));
            } else {
                six.add(s);
            }
        }
        Options options = SmallTraining.options(GIVEN, STRESS);
        try (Model a = SmallTraining.fit(options, backend, nine);
                Model b = SmallTraining.fit(options, backend, six)) {
            double[] expected = a.parameters().targets().get(0).weights();
            near(b.parameters().targets().get(0).weights(), expected, 1e-6);
        }
    }

    @Test
    void uncertaintyGrowsAwayFromTheData() {
        try (Model m = SmallTraining.fit(SmallTraining.options(GIVEN, STRESS), backend, MorseSolid.rattled(11, 20))) {
            Structure near = MorseSolid.rattled(12, 1).get(0);
            double[] x = near.positions();
            for (int i = 0; i < x.length; i++) {
                x[i] *= i % 2 == 0 ? 0.8 : 1;
            }
            Structure far = Structure.of(near.atomicNumbers(), x, near.cell());
            assertThat(m.predict(far, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isGreaterThan(2 * m.predict(near, Request.UNCERTAINTIES).uncertainty("energy"));
        }
    }
}
