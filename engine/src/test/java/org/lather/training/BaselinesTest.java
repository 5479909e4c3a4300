package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.Baseline;
import org.lather.target.CompositionFit;
import org.lather.target.FittedBaseline;
import org.lather.target.Target;
import org.lather.target.Unit;

class BaselinesTest {
    private static final String MODEL = "representatives: {count: 30}, noise: 0.05, type: sparse_gpr";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Structure with(Structure s, String key, double value) {
        return s.with(s.annotations().with(key, value));
    }

    private static int count(Structure s, int z) {
        return (int)
                java.util.Arrays.stream(s.atomicNumbers()).filter(x -> x == z).count();
    }

    private Map<Integer, Double> composition(List<Structure> train, String quantity) {
        try (Model m = SmallTraining.fit(
                SmallTraining.options(MODEL, "x: {key: x, quantity: " + quantity + ", baseline: composition}"),
                backend,
                train)) {
            FittedBaseline b = m.parameters().targets().get(0).baselines().get(0);
            return ((FittedBaseline.Elements) b).byAtomicNumber();
        }
    }

    @ParameterizedTest
    @CsvSource({"total", "mean"})
    void compositionFindsNumbersThatAreThere(String quantity) {
        boolean mean = quantity.equals("mean");
        ToDoubleFunction<Structure> exact =
                s -> (-13.6 * count(s, 1) - 1030.25 * count(s, 6) - 2040.5 * count(s, 8)) / (mean ? s.size() : 1);
        List<Structure> train = SmallTraining.clusters(3, 20).stream()
                .map(s -> with(s, "x", exact.applyAsDouble(s)))
                .toList();
        Map<Integer, Double> e = composition(train, quantity);
        assertThat(e.keySet()).containsExactly(1, 6, 8);
        assertThat(e.get(1)).isCloseTo(-13.6, within(1e-8));
        assertThat(e.get(6)).isCloseTo(-1030.25, within(1e-8));
        assertThat(e.get(8)).isCloseTo(-2040.5, within(1e-8));
    }

    @Test
    void compositionOfAtomsIsTheMeanOfTheirElement() {
        List<Structure> train = SmallTraining.clusters(3, 20);
        try (Model m = SmallTraining.fit(
                SmallTraining.options(MODEL, "charge: {key: charge, unit: e, quantity: atom, baseline: composition}"),
                backend,
                train)) {
            var e = ((FittedBaseline.Elements)
                    m.parameters().targets().get(0).baselines().get(0));
            for (int z : new int[] {1, 6, 8}) {
                double sum = 0;
                int n = 0;
                for (Structure s : train) {
                    for (int i = 0; i < s.size(); i++) {
                        if (s.atomicNumber(i) == z) {
                            sum += s.column("charge")[i];
                            n++;
                        }
                    }
                }
                assertThat(e.byAtomicNumber().get(z)).isCloseTo(sum / n, within(1e-12));
            }
        }
    }

    /** x = 2 a + b for water alone: the shortest (a, b) is x (2, 1) / 5. */
    @ParameterizedTest
    @CsvSource({"total, 1", "mean, 3"})
    void compositionOfWaterAloneHasTheLeastNorm(String quantity, double atoms) {
        double[] positions = {0, 0, 0.1, 0.76, 0, -0.5, -0.76, 0, -0.5};
        List<Structure> train = new java.util.ArrayList<>();
        for (int i = 0; i < 6; i++) {
            positions[2] += 0.01;
            train.add(with(
                    Structure.of(new int[] {8, 1, 1}, positions, org.lather.structure.Cell.NONE),
                    "x",
                    -2075.0 + 0.01 * (i - 2.5)));
        }
        Map<Integer, Double> e = composition(train, quantity);
        assertThat(e.get(1)).isCloseTo(atoms * -2075.0 * 2 / 5, within(1e-7));
        assertThat(e.get(8)).isCloseTo(atoms * -2075.0 / 5, within(1e-7));
    }

    /** Methane and ethane's composition vary, oxygen comes only in fixed company: two directions are free of four. */
    @Test
    void compositionWithTwoFreeDirectionsHasTheLeastNorm() {
        CompositionFit fit = new CompositionFit(new int[] {1, 6, 8, 9});
        fit.add(new double[] {4, 1, 2, 1}, 10, 1);
        fit.add(new double[] {6, 2, 4, 2}, 16, 0.5);
        Map<Integer, Double> e = fit.solve();
        // the least norm lies in the span of the rows: (1, 0, 0, 0) and (0, 1, 2, 1)
        assertThat(e.get(1)).isCloseTo(2, within(1e-10));
        assertThat(e.get(6)).isCloseTo(2.0 / 6, within(1e-10));
        assertThat(e.get(8)).isCloseTo(4.0 / 6, within(1e-10));
        assertThat(e.get(9)).isCloseTo(2.0 / 6, within(1e-10));
    }

    /** Adding a baseline to the data and to the options is the same as neither. */
    @ParameterizedTest
    @CsvSource({
        "total, '{H: -3, C: 7.5, O: 0.25}'",
        "mean, '{H: -3, C: 7.5, O: 0.25}'",
        "total, '{key: other}'",
        "mean, '{key: other}'",
        "total, '[{key: other}, {H: -3, C: 7.5, O: 0.25}]'"
    })
    void whatIsTakenOffIsAddedAgain(String quantity, String baseline) {
        List<Structure> plain = SmallTraining.clusters(3, 20).stream()
                .map(s -> with(with(s, "x", s.numbers("gap")[0]), "other", 3.0 * s.size() + s.position(0, 0)))
                .toList();
        ToDoubleFunction<Structure> shift = s -> (baseline.contains("other") ? s.numbers("other")[0] : 0)
                + (baseline.contains("H")
                        ? (-3 * count(s, 1) + 7.5 * count(s, 6) + 0.25 * count(s, 8))
                                / (quantity.equals("mean") ? s.size() : 1)
                        : 0);
        List<Structure> shifted = plain.stream()
                .map(s -> with(s, "x", s.numbers("x")[0] + shift.applyAsDouble(s)))
                .toList();
        String target = "x: {key: x, quantity: " + quantity + ", baseline: ";
        try (Model a = SmallTraining.fit(SmallTraining.options(MODEL, target + "none}"), backend, plain);
                Model b = SmallTraining.fit(SmallTraining.options(MODEL, target + baseline + "}"), backend, shifted)) {
            double[] x = SmallTraining.predict(a, "x", plain);
            double[] y = SmallTraining.predict(b, "x", plain);
            for (int i = 0; i < x.length; i++) {
                assertThat(y[i]).isCloseTo(x[i] + shift.applyAsDouble(plain.get(i)), within(1e-7));
            }
        }
    }

    @Test
    void atomsHaveBaselinesToo() {
        List<Structure> train = SmallTraining.clusters(3, 15).stream()
                .map(s -> {
                    double[] other = new double[s.size()];
                    double[] x = s.column("charge");
                    for (int i = 0; i < x.length; i++) {
                        other[i] = s.position(i, 2);
                        x[i] += other[i] + s.atomicNumber(i);
                    }
                    return s.with(s.annotations().withColumn("x", 1, x).withColumn("other", 1, other));
                })
                .toList();
        String list = "[{key: other}, {H: 1, C: 6, O: 8}]";
        try (Model a = SmallTraining.fit(
                        SmallTraining.options(MODEL, "x: {key: charge, quantity: atom}"), backend, train);
                Model b = SmallTraining.fit(
                        SmallTraining.options(MODEL, "x: {key: x, quantity: atom, baseline: " + list + "}"),
                        backend,
                        train)) {
            double[] x = SmallTraining.predict(a, "x", train);
            double[] y = SmallTraining.predict(b, "x", train);
            int n = 0;
            for (Structure s : train) {
                for (int i = 0; i < s.size(); i++, n++) {
                    assertThat(y[n]).isCloseTo(x[n] + s.position(i, 2) + s.atomicNumber(i), within(1e-8));
                }
            }
        }
    }

    /** The composition that is fitted after a key is that of the rest. */
    @Test
    void listsApplyInOrder() {
        List<Structure> train = SmallTraining.clusters(3, 20).stream()
                .map(s -> {
                    double other = 100 * s.position(0, 0);
                    return with(with(s, "other", other), "x", other - 5.0 * count(s, 1) + 2.0 * count(s, 8));
                })
                .toList();
        try (Model m = SmallTraining.fit(
                SmallTraining.options(MODEL, "x: {key: x, baseline: [{key: other}, composition]}"), backend, train)) {
            List<FittedBaseline> b = m.parameters().targets().get(0).baselines();
            assertThat(b.get(0)).isEqualTo(new FittedBaseline.Key("other"));
            Map<Integer, Double> e = ((FittedBaseline.Elements) b.get(1)).byAtomicNumber();
            assertThat(e.get(1)).isCloseTo(-5, within(1e-9));
            assertThat(e.get(6)).isCloseTo(0, within(1e-9));
            assertThat(e.get(8)).isCloseTo(2, within(1e-9));
        }
    }

    /** Two nuclei, screened and bare: the formula evaluated elsewhere, and Coulomb's law where they touch. */
    @Test
    void repulsionOfTwoNuclei() {
        FittedBaseline b = FittedBaseline.Repulsion.of(new Baseline.Repulsion(2.2, 1));
        Target total = new Target("energy", Unit.EV, Target.Quantity.TOTAL, List.of());
        assertThat(b.of(pair(1.1), total)[0]).isCloseTo(REPULSION, within(1e-8));
        double near = 1e-6;
        assertThat(b.of(pair(near), total)[0] * near / (14 * 6)).isCloseTo(14.3996454784, within(1e-3));
        assertThat(b.of(pair(2.2), total)[0]).isZero();
        assertThat(b.of(pair(2.1999), total)[0]).isPositive().isLessThan(1e-5);
        Target mean = new Target("energy", Unit.of("meV"), Target.Quantity.MEAN, List.of());
        assertThat(b.of(pair(1.1), mean)[0]).isCloseTo(500 * REPULSION, within(1e-5));
    }

    private static final double REPULSION = 19.71932153979562;

    private static Structure pair(double r) {
        return Structure.of(new int[] {14, 6}, new double[] {0, 0, 0, 0, 0, r}, Cell.NONE);
    }
}
