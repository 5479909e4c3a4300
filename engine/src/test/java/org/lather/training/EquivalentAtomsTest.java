package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Values of atoms that an inversion exchanges. Coordinates are multiples of a power of two, so that their differences
 * are exact. Then the values are the same bits if the neighbours are in the same order, and differ by the rounding of
 * sums over neighbours otherwise.
 */
class EquivalentAtomsTest {
    private static final double CELL = 64;

    /** The atoms of a structure, then their images under inversion in a given order, in a periodic cell. */
    private static Structure inverted(Structure s, int[] order) {
        int n = s.size();
        int[] numbers = new int[2 * n];
        double[] positions = new double[6 * n];
        for (int i = 0; i < n; i++) {
            numbers[i] = s.atomicNumber(i);
            numbers[n + i] = s.atomicNumber(order[i]);
            for (int x = 0; x < 3; x++) {
                positions[3 * i + x] = CELL / 4 + exact(s.position(i, x));
                positions[3 * (n + i) + x] = 3 * CELL / 4 - exact(s.position(order[i], x));
            }
        }
        return Structure.of(numbers, positions, Cell.periodic(CELL, 0, 0, 0, CELL, 0, 0, 0, CELL));
    }

    private static double exact(double x) {
        return Math.rint(x * 0x1p20) * 0x1p-20;
    }

    @Test
    void inversion() {
        List<Structure> all = SmallTraining.clusters(5, 30);
        Random random = new Random(2);
        try (Backend backend = SmallTraining.reference();
                Model model = SmallTraining.fit(
                        SmallTraining.options(
                                "noise: 0.005, representatives: {count: 40}",
                                "charge: {unit: e, quantity: atom, baseline: composition}"),
                        backend,
                        all)) {
            for (Structure s : all.subList(0, 10)) {
                int n = s.size();
                int[] same = new int[n];
                int[] shuffled = new int[n];
                for (int i = 0; i < n; i++) {
                    same[i] = i;
                    int j = random.nextInt(i + 1);
                    shuffled[i] = shuffled[j];
                    shuffled[j] = i;
                }
                double[] a = model.predict(inverted(s, same)).values("charge");
                double[] b = model.predict(inverted(s, shuffled)).values("charge");
                for (int i = 0; i < n; i++) {
                    assertThat(a[n + i]).isEqualTo(a[i]);
                    assertThat(b[n + i]).isCloseTo(b[shuffled[i]], within(1e-9));
                }
            }
        }
    }
}
