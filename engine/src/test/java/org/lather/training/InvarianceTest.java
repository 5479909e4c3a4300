package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lather.backend.Backend;
import org.lather.backend.RandomStructures;
import org.lather.execution.Execution;
import org.lather.potential.ModelPotential;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Predictions do not change where the structure does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvarianceTest {
    private final Random random = new Random(21);
    private final Backend backend = SmallTraining.reference();
    private Model model = fit();

    private Model fit() {
        List<Structure> train = new ArrayList<>(SmallTraining.clusters(13, 12));
        for (int i = 0; i < 6; i++) {
            train.add(SmallTraining.labelled(RandomStructures.crystal(random, 5, 1, 6, 8)));
        }
        return SmallTraining.fit(
                SmallTraining.options(
                        "kernel: {zeta: 2}, representatives: {count: 40}, noise: {energy: 0.05, gap: 0.02, charge: 0.02}",
                        "energy: {baseline: composition}, gap: {quantity: mean}, charge: {unit: e, quantity: atom}"),
                backend,
                train);
    }

    @BeforeAll
    void learnt() {
        assertThat(model.parameters().size()).isEqualTo(40);
    }

    @AfterAll
    void close() {
        model.close();
        backend.close();
    }

    private void same(Structure a, Structure b, int[] order) {
        Prediction p = model.predict(a, Request.UNCERTAINTIES);
        Prediction q = model.predict(b, Request.UNCERTAINTIES);
        for (String t : List.of("energy", "gap")) {
            assertThat(q.value(t)).isCloseTo(p.value(t), within(1e-9 * Math.max(1, Math.abs(p.value(t)))));
            assertThat(q.uncertainty(t)).isCloseTo(p.uncertainty(t), within(1e-7));
        }
        for (int i = 0; i < order.length; i++) {
            assertThat(q.values("charge")[i]).isCloseTo(p.values("charge")[order[i]], within(1e-9));
        }
    }

    private static int[] identity(Structure s) {
        return IntStream.range(0, s.size()).toArray();
    }

    /** A rotation out of a unit quaternion, or with a reflection. */
    private double[] rotation(boolean reflect) {
        double[] q = random.doubles(4, -1, 1).toArray();
        double n = Math.sqrt(Arrays.stream(q).map(x -> x * x).sum());
        double w = q[0] / n;
        double x = q[1] / n;
        double y = q[2] / n;
        double z = q[3] / n;
        double[] r = {
            1 - 2 * (y * y + z * z),
            2 * (x * y - w * z),
            2 * (x * z + w * y),
            2 * (x * y + w * z),
            1 - 2 * (x * x + z * z),
            2 * (y * z - w * x),
            2 * (x * z - w * y),
            2 * (y * z + w * x),
            1 - 2 * (x * x + y * y)
        };
        return reflect ? Arrays.stream(r).map(v -> -v).toArray() : r;
    }

    private static double[] times(double[] vectors, double[] r) {
        double[] out = new double[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int k = 0; k < 3; k++) {
                out[i] += r[3 * (i % 3) + k] * vectors[i - i % 3 + k];
            }
        }
        return out;
    }

    private List<Structure> examples() {
        return List.of(SmallTraining.clusters(14, 1).get(0), RandomStructures.crystal(random, 6, 1, 6, 8));
    }

    @Test
    void rotationAndReflection() {
        for (Structure s : examples()) {
            for (boolean reflect : new boolean[] {false, true}) {
                double[] r = rotation(reflect);
                Cell cell =
                        s.cell().anyPeriodic() ? Cell.periodic(times(s.cell().rows(), r)) : Cell.NONE;
                same(s, Structure.of(s.atomicNumbers(), times(s.positions(), r), cell), identity(s));
            }
        }
    }

    @Test
    void translation() {
        for (Structure s : examples()) {
            double[] x = s.positions();
            Arrays.setAll(x, i -> x[i] + new double[] {3.7, -11.2, 0.9}[i % 3]);
            same(s, Structure.of(s.atomicNumbers(), x, s.cell()), identity(s));
        }
    }

    @Test
    void permutation() {
        for (Structure s : examples()) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, s.size()).boxed().toList());
            Collections.shuffle(order, random);
            int[] z = new int[s.size()];
            double[] x = new double[3 * s.size()];
            for (int i = 0; i < z.length; i++) {
                z[i] = s.atomicNumber(order.get(i));
                System.arraycopy(s.positions(), 3 * order.get(i), x, 3 * i, 3);
            }
            same(
                    s,
                    Structure.of(z, x, s.cell()),
                    order.stream().mapToInt(i -> i).toArray());
        }
    }

    @Test
    void latticeTranslationOfAtoms() {
        Structure s = examples().get(1);
        double[] x = s.positions();
        for (int a = 0; a < s.size(); a++) {
            for (int v = 0; v < 3; v++) {
                int n = random.nextInt(5) - 2;
                for (int d = 0; d < 3; d++) {
                    x[3 * a + d] += n * s.cell().get(v, d);
                }
            }
        }
        same(s, Structure.of(s.atomicNumbers(), x, s.cell()), identity(s));
    }

    /** Twice the cell holds twice the total, the same mean, and each atom twice. */
    @Test
    void supercell() {
        Structure s = examples().get(1);
        int n = s.size();
        int[] z = new int[2 * n];
        double[] x = new double[6 * n];
        double[] h = s.cell().rows();
        for (int i = 0; i < 2 * n; i++) {
            z[i] = s.atomicNumber(i % n);
            for (int d = 0; d < 3; d++) {
                x[3 * i + d] = s.position(i % n, d) + (i < n ? 0 : h[3 + d]);
            }
        }
        for (int d = 3; d < 6; d++) {
            h[d] *= 2;
        }
        Prediction p = model.predict(s, Request.UNCERTAINTIES);
        Prediction q = model.predict(Structure.of(z, x, Cell.periodic(h)), Request.UNCERTAINTIES);
        assertThat(q.value("energy")).isCloseTo(2 * p.value("energy"), within(1e-8));
        assertThat(q.value("gap")).isCloseTo(p.value("gap"), within(1e-9));
        for (int i = 0; i < 2 * n; i++) {
            assertThat(q.values("charge")[i]).isCloseTo(p.values("charge")[i % n], within(1e-9));
        }
        assertThat(q.uncertainty("energy")).isCloseTo(2 * p.uncertainty("energy"), within(1e-6));
        assertThat(q.uncertainty("gap")).isCloseTo(p.uncertainty("gap"), within(1e-6));
    }

    /** The message is that of the structure, however the prediction is requested. */
    @Test
    void overlappingAtomsAreRefused() {
        Cell cell = Cell.periodic(6, 0, 0, 0, 6, 0, 0, 0, 6);
        Structure s = Structure.of(new int[] {6, 8, 6}, new double[] {0, 0, 0, 0, 0, 1.2, 0, 5.95, 0}, cell);
        String message = "expected atoms at least 0.1 Å apart, found atoms 0 and 2, across the boundary of the cell,"
                + " 0.0500 Å apart (counted from 0). Remove one of them";
        assertThatThrownBy(() -> model.predict(s))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> model.predict(List.of(s).iterator(), Request.GRADIENTS, Execution.defaults(), p -> {}))
                .hasMessage(message);
        assertThatThrownBy(() -> ModelPotential.of(model, Execution.defaults(), "energy", false)
                        .of(s))
                .hasMessage(message);
        assertThatThrownBy(() -> Structures.of(List.of(s))).hasMessage(message);
    }
}
