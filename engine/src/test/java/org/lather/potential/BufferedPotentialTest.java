package org.lather.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.Unit;
import org.lather.training.SmallTraining;

class BufferedPotentialTest {
    private static final String SPARSE = "type: sparse_gpr, representatives: {count: 15}, noise: 0.01";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static ByteBuffer buffer(int numbers) {
        return ByteBuffer.allocateDirect(8 * numbers).order(ByteOrder.nativeOrder());
    }

    @Test
    void writesThePredictionOfEachStepInElectronvolts() {
        double[] rows = {9, 0, 0, 1, 8, 0, 0, 1, 10};
        Structure first = SmallTraining.clusters(32, 1).get(0);
        int n = first.size();
        double factor = Unit.of("Ha").in(Unit.EV);
        ByteBuffer input = buffer(9 + 3 * n);
        ByteBuffer output = buffer(10 + 3 * n);
        DoubleBuffer in = input.asDoubleBuffer();
        DoubleBuffer out = output.asDoubleBuffer();
        String target = "energy: {key: energy, unit: Ha, quantity: total, baseline: composition}";
        try (Model m =
                SmallTraining.fit(SmallTraining.options(SPARSE, target), backend, SmallTraining.clusters(31, 15))) {
            for (boolean periodic : List.of(true, false)) {
                BufferedPotential potential = new BufferedPotential(
                        m,
                        "energy",
                        first.atomicNumbers(),
                        new boolean[] {periodic, periodic, periodic},
                        input,
                        output);
                double[] x = first.positions();
                for (int step = 0; step < 3; step++) {
                    x[0] += 0.01;
                    Cell cell = periodic ? Cell.of(rows, true, true, true) : Cell.NONE;
                    Prediction p = m.predict(Structure.of(first.atomicNumbers(), x, cell), Request.GRADIENTS);
                    in.put(0, periodic ? rows : new double[9]).put(9, x);
                    out.put(1, Double.NaN);
                    potential.step(true);
                    assertThat(out.get(0)).isEqualTo(factor * p.value("energy"));
                    if (periodic) {
                        assertThat(out.get(3)).isEqualTo(factor * p.stress("energy")[2]);
                    } else {
                        assertThat(out.get(1)).isNaN();
                    }
                    for (int k = 0; k < 3 * n; k++) {
                        assertThat(out.get(10 + k)).isEqualTo(factor * p.forces("energy")[k]);
                    }
                }
                x[1] += 0.02;
                in.put(9, x);
                double before = out.get(10);
                potential.step(false);
                assertThat(out.get(10)).isEqualTo(before);
                Cell cell = periodic ? Cell.of(rows, true, true, true) : Cell.NONE;
                Prediction p = m.predict(Structure.of(first.atomicNumbers(), x, cell), Request.VALUES);
                assertThat(out.get(0)).isEqualTo(factor * p.value("energy"));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new BufferedPotential(m, "energy", new int[] {1, 1}, new boolean[3], buffer(9), output))
                    .withMessageContaining("15 numbers");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new BufferedPotential(m, "gap", new int[] {1}, new boolean[3], buffer(12), buffer(13)))
                    .withMessageContaining("`gap`");
        }
    }
}
