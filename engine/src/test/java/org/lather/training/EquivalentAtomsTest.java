package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Values of atoms that the symmetry of a crystal exchanges are the same bits. */
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

    /** A structure and its image by a screw axis, in a cell and axes without any relation to those of space. */
    private static Structure screw(Structure s) {
        int n = s.size();
        double[] b = {0.36, 0.48, 0.8};
        double[] c = {0.8, -0.6, 0};
        double[] a = {b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]};
        double[] cell = new double[9];
        double[] positions = new double[6 * n];
        int[] numbers = new int[2 * n];
        for (int x = 0; x < 3; x++) {
            cell[x] = 12 * a[x];
            cell[3 + x] = 11 * b[x];
            cell[6 + x] = 13 * c[x] - 4 * a[x];
            for (int i = 0; i < n; i++) {
                double along = s.position(i, 0) * b[0] + s.position(i, 1) * b[1] + s.position(i, 2) * b[2];
                positions[3 * i + x] = s.position(i, x) + 2.5 * a[x] + 3.1 * c[x];
                positions[3 * (n + i) + x] = 2 * along * b[x] - s.position(i, x) - 2.5 * a[x] - 3.1 * c[x] + 5.5 * b[x];
            }
        }
        for (int i = 0; i < n; i++) {
            numbers[i] = s.atomicNumber(i);
            numbers[n + i] = s.atomicNumber(i);
        }
        return Structure.of(numbers, positions, Cell.periodic(cell));
    }

    private static Model fit(Backend backend, List<Structure> all, String uncertainty, String symprec) {
        return SmallTraining.fit(
                SmallTraining.options(
                        "noise: 0.005, representatives: {count: 40}, uncertainty: " + uncertainty,
                        "charge: {unit: e, quantity: atom, baseline: composition" + symprec + "}"),
                backend,
                all);
    }

    @Test
    void inversion() {
        List<Structure> all = SmallTraining.clusters(5, 30);
        Random random = new Random(2);
        try (Backend backend = SmallTraining.reference();
                Model model = fit(backend, all, "none", "");
                Model each = fit(backend, all, "none", ", symprec: 0")) {
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
                // coordinates are multiples of a power of two, so that their differences are exact: values are then
                // the same bits even by themselves if the neighbours are in the same order
                double[] a = each.predict(inverted(s, same)).values("charge");
                double[] b = model.predict(inverted(s, shuffled)).values("charge");
                for (int i = 0; i < n; i++) {
                    assertThat(a[n + i]).isEqualTo(a[i]);
                    assertThat(b[n + i]).isEqualTo(b[shuffled[i]]).isCloseTo(a[shuffled[i]], within(1e-9));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "posterior", "label_noise"})
    void screwAxis(String uncertainty) {
        List<Structure> all = SmallTraining.clusters(5, 30);
        try (Backend backend = SmallTraining.reference();
                Model model = fit(backend, all, uncertainty, "");
                Model each = fit(backend, all, uncertainty, ", symprec: 0")) {
            int differ = 0;
            for (Structure s : all.subList(0, 6)) {
                Structure crystal = screw(s);
                int n = s.size();
                Request request = uncertainty.equals("none") ? Request.VALUES : Request.UNCERTAINTIES;
                Prediction p = model.predict(crystal, request);
                double[] v = p.values("charge");
                double[] own = each.predict(crystal).values("charge");
                assertThat(model.predict(crystal).values("charge")).isEqualTo(v);
                for (int i = 0; i < n; i++) {
                    assertThat(v[n + i]).isEqualTo(v[i]).isCloseTo(own[i], within(1e-9));
                    differ += own[n + i] == own[i] ? 0 : 1;
                    if (p.hasUncertainty("charge")) {
                        double[] u = p.uncertainties("charge");
                        assertThat(u[n + i]).isEqualTo(u[i]).isPositive();
                    }
                    for (double[] member : p.hasEnsemble("charge") ? p.ensemble("charge") : new double[0][]) {
                        assertThat(member[n + i]).isEqualTo(member[i]);
                    }
                }
            }
            assertThat(differ).isPositive();
        }
    }

    @Test
    void atomsWithoutSymmetryKeepTheirBits() {
        List<Structure> all = SmallTraining.clusters(5, 30);
        try (Backend backend = SmallTraining.reference();
                Model model = fit(backend, all, "none", "");
                Model each = fit(backend, all, "none", ", symprec: 0")) {
            for (Structure s : all) {
                assertThat(model.predict(s).values("charge"))
                        .isEqualTo(each.predict(s).values("charge"));
            }
        }
    }
}
