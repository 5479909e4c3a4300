package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.FiniteDifferences;
import org.lather.backend.RandomStructures;
import org.lather.execution.Execution;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/** Forces, virial and stress of a model against differences of its own predictions. */
class ForcesTest {
    private static final String TARGETS = "energy: {key: energy, unit: eV, quantity: total, baseline: composition},"
            + " gap: {key: gap, unit: eV, quantity: mean}";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private Model fit(String model, String targets) {
        return SmallTraining.fit(SmallTraining.options(model, targets), backend, SmallTraining.clusters(71, 24));
    }

    private static Structure draw(Model m, boolean periodic) {
        Random random = new Random(72);
        while (true) {
            Structure s = periodic
                    ? RandomStructures.crystal(random, 4, 1, 6, 8)
                    : RandomStructures.cluster(random, 6, 1, 6, 8);
            if (FiniteDifferences.clear(
                    s,
                    m.parameters()
                            .options()
                            .representations()
                            .get(0)
                            .descriptor()
                            .onlyExpansion())) {
                return s;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areTheGradientOfThePrediction(boolean periodic) {
        for (String model : List.of(
                "type: sparse_gpr, representatives: {count: 20}, kernel: {zeta: 2}, noise: 0.01",
                "type: gpr, kernel: {zeta: 2}, noise: 0.01")) {
            try (Model m = fit(model, TARGETS)) {
                Structure s = draw(m, periodic);
                Prediction p = m.predict(s, Request.GRADIENTS);
                for (String target : List.of("energy", "gap")) {
                    double[] dr = FiniteDifferences.positions(s, all -> SmallTraining.predict(m, target, all));
                    double[] strain = FiniteDifferences.strain(s, all -> SmallTraining.predict(m, target, all));
                    assertThat(p.value(target)).isCloseTo(SmallTraining.predict(m, target, List.of(s))[0], within());
                    near(p.forces(target), dr, -1);
                    near(p.virial(target), strain, -1);
                    if (periodic) {
                        near(p.stress(target), strain, 1 / Math.abs(s.cell().volume()));
                    } else {
                        assertThatThrownBy(() -> p.stress(target)).hasMessageContaining("three directions");
                    }
                }
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(1e-9);
    }

    private static void near(double[] got, double[] expected, double sign) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(largest).isPositive();
        assertThat(got).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            // differences of values of some 100 eV lose digits
            assertThat(got[i])
                    .as("component %d", i)
                    .isCloseTo(
                            sign * expected[i],
                            org.assertj.core.api.Assertions.within(3e-8 * largest * Math.abs(sign)));
        }
    }

    @Test
    void comeForManyStructuresAtOnce() {
        try (Model m = fit("type: sparse_gpr, representatives: {count: 20}, noise: 0.01", TARGETS)) {
            List<Structure> all = SmallTraining.clusters(73, 9);
            List<Prediction> out = new ArrayList<>();
            m.predict(all.iterator(), Request.GRADIENTS, Execution.defaults(), out::add);
            for (int s = 0; s < 9; s++) {
                assertThat(out.get(s).forces("energy"))
                        .isEqualTo(m.predict(all.get(s), Request.GRADIENTS).forces("energy"));
            }
        }
    }

    @Test
    void areRefusedWhereABaselineHasNone() {
        String delta = "energy: {key: energy, unit: eV, quantity: total, baseline: {key: cheap}}";
        Structure s = SmallTraining.clusters(74, 1).get(0);
        String sparse = "type: sparse_gpr, representatives: {count: 20}, noise: 0.01";
        try (Model m = fit(sparse, delta)) {
            assertThatThrownBy(() -> m.predict(s, Request.GRADIENTS))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("`energy`")
                    .hasMessageContaining("`cheap`");
        }
        try (Model m = fit(sparse, delta + ", gap: {key: gap, unit: eV, quantity: mean}")) {
            Prediction p = m.predict(s, Request.GRADIENTS);
            assertThat(p.value("energy")).isEqualTo(m.predict(s).value("energy"));
            assertThat(p.forces("gap")).hasSize(3 * s.size());
            assertThatThrownBy(() -> p.forces("energy")).hasMessageContaining("`cheap`");
            assertThatThrownBy(() -> p.forces("energi")).hasMessageContaining("energi");
            assertThatThrownBy(() -> m.predict(s).forces("gap")).hasMessageContaining("Request.GRADIENTS");
        }
    }
}
