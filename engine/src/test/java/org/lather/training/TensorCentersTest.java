package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** General tensors of the atoms of chosen elements in crystals, some of them without a label. */
class TensorCentersTest {
    private static final double[] CELL = {5.1, 0, 0, 0.7, 5.6, 0, -0.4, 0.9, 6.2};

    private static Structure crystal(Structure cluster) {
        Structure s = Structure.of(cluster.atomicNumbers(), cluster.positions(), Cell.periodic(CELL));
        return s.with(TensorClusters.labelled(cluster).annotations());
    }

    /** A copy whose first atom has no label, and whose hydrogen has labels without any sense. */
    private static Structure spoilt(Structure s) {
        double[] v = s.column("shielding");
        for (int i = 0; i < s.size(); i++) {
            if (i == 0 || s.atomicNumber(i) == 1) {
                Arrays.fill(v, 9 * i, 9 * i + 9, i == 0 ? Double.NaN : 1e6);
            }
        }
        return s.with(s.annotations().withColumn("shielding", 9, v));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tensorsOfCrystalsTurnWithThem(boolean inverted) {
        List<Structure> train = new ArrayList<>();
        TensorClusters.clusters(41, 30).forEach(s -> train.add(spoilt(crystal(s))));
        String targets = "shielding: {unit: ppm, rank: 2, quantity: atom, centers: [O, C], baseline: composition}";
        String fit = "kernel: {zeta: 2}, representatives: {count: 60}, noise: 0.02";
        double[] r = TensorClusters.turn(9, inverted);
        try (Backend backend = SmallTraining.reference();
                Model model = SmallTraining.fit(TensorClusters.options("all", fit, targets), backend, train)) {
            double squares = 0;
            double antisymmetric = 0;
            double all = 0;
            for (Structure cluster : TensorClusters.clusters(42, 8)) {
                Structure s = crystal(cluster);
                double[] v = model.predict(s).values("shielding");
                Structure turned = Structure.of(
                        s.atomicNumbers(),
                        TensorClusters.turned(r, s.positions(), 1),
                        Cell.periodic(TensorClusters.turned(r, CELL, 1)));
                double[] expected = TensorClusters.turned(r, v, 2);
                double[] found = model.predict(turned).values("shielding");
                double[] label = s.column("shielding");
                for (int i = 0; i < s.size(); i++) {
                    for (int c = 9 * i; c < 9 * i + 9; c++) {
                        if (s.atomicNumber(i) == 1) {
                            assertThat(v[c]).isNaN();
                            assertThat(found[c]).isNaN();
                        } else {
                            assertThat(found[c]).isCloseTo(expected[c], within(1e-9));
                            squares += (v[c] - label[c]) * (v[c] - label[c]);
                            all += label[c] * label[c];
                        }
                    }
                    if (s.atomicNumber(i) != 1) {
                        antisymmetric += Math.abs(v[9 * i + 1] - v[9 * i + 3]);
                    }
                }
            }
            assertThat(squares).isLessThan(0.5 * all);
            assertThat(antisymmetric).isGreaterThan(1e-3);
        }
    }
}
