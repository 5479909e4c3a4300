package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.ClausiusMossotti;
import org.lather.target.LearntForm;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/** Tensors as files carry them: what is refused, and what is learnt of them. */
class TensorReadingTest {
    private static Target target(String yaml) {
        return Objects.requireNonNull(Options.parse(
                        "{representations: [{calculator: lambda_soap}], targets: {t: {key: t, " + yaml + "}}}",
                        Path.of(""))
                .targets()
                .get("t"));
    }

    private static Structure water(double... values) {
        Structure s = Structure.of(new int[] {8, 1, 1}, new double[] {0, 0, 0, 0.8, 0.5, 0, -0.8, 0.5, 0}, Cell.NONE);
        return s.with(s.annotations().with("t", values));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unit: D, rank: 1 | 1,2 | expected 3 numbers for the target `t`, a tensor of rank 1, found 2
            unit: 1, rank: 2 | 1,2,3,4,5,6 | expected 9 numbers for the target `t`, a tensor of rank 2, found 6
            unit: 1, rank: 2, symmetry: symmetric | 1,0.1,0,0,1,0,0,0,1 | a symmetric tensor for the target `t`, found one whose asymmetric part reaches 0.0500 beside components of up to 1.00
            unit: 1, rank: 2, symmetry: traceless | 1,0.1,0,0,1,0,0,0,1 | asymmetric part reaches 0.0500
            unit: 1, rank: 2, symmetry: traceless | 1,0,0,0,1,0,0,0,1 | a tensor without a trace for the target `t`, found one whose trace part reaches 1.00
            unit: 1, rank: 3, symmetry: symmetric | 0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 | asymmetric part reaches 0.667
            """)
    void refusesWhatDoesNotFit(String yaml, String values, String expected) {
        double[] v = Arrays.stream(values.split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThatThrownBy(() -> TargetReading.read(water(v), target(yaml)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void toleratesWhatIsNearlySymmetric() {
        double[] v = {1, 0.509, 0, 0.5, 1, 0, 0, 0, 1};
        assertThat(TargetReading.read(water(v), target("unit: 1, rank: 2, symmetry: symmetric")))
                .isEqualTo(v);
    }

    @Test
    void refusesTheDipoleOfAPeriodicStructureUnlessDeclared() {
        Structure s = water(1, 2, 3);
        Structure periodic = Structure.of(
                        s.atomicNumbers(),
                        s.positions(),
                        Cell.of(new double[] {9, 0, 0, 0, 9, 0, 0, 0, 9}, true, true, true))
                .with(s.annotations());
        assertThatThrownBy(() -> TargetReading.read(periodic, target("unit: e*bohr, rank: 1")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("multiples of its cell")
                .hasMessageContaining("periodic: true");
        assertThat(TargetReading.read(periodic, target("unit: e*bohr, rank: 1, periodic: true")))
                .containsExactly(1, 2, 3);
        // a velocity is no dipole
        assertThat(TargetReading.read(periodic, target("unit: A, rank: 1"))).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({"e*A, 1", "e*bohr, 1.8897261246257702", "D, 4.803204712570263"})
    void theDipoleAboutTheCoordinatesMovesWithTheCharge(String unit, double perAngstrom) {
        Target t = target("unit: " + unit + ", rank: 1, origin: coordinates, charge: 2");
        double[] at = LearntForm.learnt(water(1, 2, 3), t, new double[] {1, 2, 3});
        double[] moved = water(1, 2, 3).positions();
        for (int i = 0; i < moved.length; i += 3) {
            moved[i] += 10;
        }
        Structure there = Structure.of(new int[] {8, 1, 1}, moved, Cell.NONE);
        double[] v = {1 + 20 * perAngstrom, 2, 3};
        double[] learnt = LearntForm.learnt(there, t, v);
        double[] back = LearntForm.carried(there, t, learnt);
        for (int k = 0; k < 3; k++) {
            assertThat(learnt[k]).isCloseTo(at[k], within(1e-8));
            assertThat(back[k]).isCloseTo(v[k], within(1e-10));
        }
    }

    @Test
    void theChargeMayBeAKey() {
        Target t = target("unit: e*A, rank: 1, origin: coordinates, charge: total_charge");
        Structure s = water(1, 2, 3);
        Structure charged = s.with(s.annotations().with("total_charge", 2));
        assertThat(LearntForm.learnt(charged, t, new double[] {1, 2, 3}))
                .isEqualTo(LearntForm.learnt(
                        s, target("unit: e*A, rank: 1, origin: coordinates, charge: 2"), new double[] {1, 2, 3}));
        assertThatThrownBy(() -> LearntForm.learnt(s, t, new double[] {1, 2, 3}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("`total_charge`");
    }

    /** (ε − 1)/(ε + 2) of a number, and back for any tensor. */
    @Test
    void clausiusMossottiAndItsInverse() {
        double[] isotropic = ClausiusMossotti.proxy(new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, 10, "");
        assertThat(isotropic[0]).isCloseTo(5, within(1e-12));
        assertThat(isotropic[1]).isZero();
        Random random = new Random(3);
        double[] eps = new double[9];
        for (int k = 0; k < 9; k++) {
            eps[k] = (k % 4 == 0 ? 2 : 0) + 0.2 * random.nextDouble();
        }
        double[] back = ClausiusMossotti.dielectric(ClausiusMossotti.proxy(eps, 7, ""), 7, "");
        for (int k = 0; k < 9; k++) {
            assertThat(back[k]).isCloseTo(eps[k], within(1e-12));
        }
        // eps = (1 + 2 a)/(1 − a) by its definition
        double[] a = ClausiusMossotti.proxy(eps, 1, "");
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double left = 0;
                for (int k = 0; k < 3; k++) {
                    left += a[3 * i + k] * (eps[3 * k + j] + (k == j ? 2 : 0));
                }
                assertThat(left).isCloseTo(eps[3 * i + j] - (i == j ? 1 : 0), within(1e-12));
            }
        }
    }

    /** What a baseline of another key knows is not learnt again; the composition takes the isotropic part alone. */
    @Test
    void baselinesAreTakenOffAndAddedAgain() {
        List<Structure> train = TensorClusters.clusters(31, 12);
        List<Structure> shifted = train.stream()
                .map(s -> s.with(s.annotations().with("cheap", s.numbers("alpha"))))
                .toList();
        Options o = Options.parse("""
                representations: [{calculator: lambda_soap, cutoff: {radius: 3.0}, basis: {max_angular: 2, radial: {max_radial: 2}}}]
                model: {representatives: {count: 20}, noise: 0.1}
                targets: {alpha: {unit: A^3, rank: 2, symmetry: symmetric, baseline: [{key: cheap}, composition]}}
                """, Path.of(""));
        try (Backend backend = SmallTraining.reference();
                Model m = SmallTraining.fit(o, backend, shifted)) {
            for (Structure s : shifted) {
                double[] found = m.predict(s).values("alpha");
                for (int k = 0; k < 9; k++) {
                    assertThat(found[k]).isCloseTo(s.numbers("alpha")[k], within(1e-9));
                }
            }
        }
    }
}
