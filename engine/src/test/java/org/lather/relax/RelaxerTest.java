package org.lather.relax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.potential.Energetics;
import org.lather.potential.LennardJones;
import org.lather.potential.NumericalException;
import org.lather.potential.Potential;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

class RelaxerTest {
    private static final Potential FREE = new LennardJones(Double.POSITIVE_INFINITY);
    private static final Potential CRYSTAL = new LennardJones(2.6);

    /** Twelve atoms round one, at the vertices of an icosahedron. */
    private static Structure icosahedron(Random random, double move) {
        List<Double> x = new ArrayList<>(List.of(0.0, 0.0, 0.0));
        double g = (1 + Math.sqrt(5)) / 2;
        for (int axis = 0; axis < 3; axis++) {
            for (int corner = 0; corner < 4; corner++) {
                double[] v = new double[3];
                v[axis] = corner < 2 ? 0.55 : -0.55;
                v[(axis + 1) % 3] = 0.55 * (corner % 2 == 0 ? g : -g);
                for (double c : v) {
                    x.add(c);
                }
            }
        }
        int[] z = new int[13];
        Arrays.fill(z, 18);
        return Structure.of(
                z, x.stream().mapToDouble(c -> c + move * random.nextGaussian()).toArray(), Cell.NONE);
    }

    /** Hoare and Pal, Adv. Phys. 20, 161 (1971): −44.326801 of the icosahedron of 13 atoms. */
    @Test
    void findsTheIcosahedron() {
        Random random = new Random(11);
        for (int n = 0; n < 5; n++) {
            Relaxation r = new Relaxer(FREE, RelaxationGoal.positions().to(1e-7, 1))
                    .relax(icosahedron(random, 0.1))
                    .expectConverged();
            assertThat(r.energetics().energy()).isCloseTo(-44.326801, within(1e-6));
            assertThat(r.energetics().largestForce()).isLessThanOrEqualTo(1e-7);
            assertThat(r.evaluations()).isLessThan(120);
        }
    }

    @Test
    void keepsAnnotationsAndTellsEveryStep() {
        Structure start = icosahedron(new Random(12), 0.1);
        start = start.with(start.annotations().with("label", 7));
        List<RelaxationStep> steps = new ArrayList<>();
        Relaxation r = new Relaxer(FREE, RelaxationGoal.positions(), steps::add).relax(start);
        assertThat(r.structure().numbers("label")).containsExactly(7);
        assertThat(steps.get(0).energy()).isEqualTo(FREE.of(start).energy());
        assertThat(steps).hasSize(r.last().step() + 1);
        for (int k = 1; k < steps.size(); k++) {
            assertThat(steps.get(k).energy())
                    .isLessThanOrEqualTo(steps.get(k - 1).energy());
        }
    }

    /** All strained and rattled cells come back to one lattice, in which dE/dV = −p. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 2, -0.5})
    void relaxesCells(double pressure) {
        RelaxationGoal goal = new RelaxationGoal(CellFreedom.FULL, pressure, 1e-8, 1e-8, 300);
        double edge = Double.NaN;
        for (int seed = 0; seed < 4; seed++) {
            Relaxation r = new Relaxer(CRYSTAL, goal)
                    .relax(Crystals.rattled(seed, 0.1, 0.08))
                    .expectConverged();
            double volume = Math.abs(r.structure().cell().volume());
            double found = Math.cbrt(volume);
            edge = seed == 0 ? found : edge;
            assertThat(found).isCloseTo(edge, within(1e-8));
            double[] stress = r.energetics().stress(r.structure().cell());
            for (int k = 0; k < 9; k++) {
                assertThat(stress[k]).isCloseTo(k % 4 == 0 ? -pressure : 0, within(1e-7));
            }
        }
        double h = 1e-5;
        double slope = (CRYSTAL.of(Crystals.cubic(edge + h)).energy()
                        - CRYSTAL.of(Crystals.cubic(edge - h)).energy())
                / (Math.pow(edge + h, 3) - Math.pow(edge - h, 3));
        assertThat(slope).isCloseTo(-pressure, within(1e-7));
    }

    @Test
    void isotropicKeepsTheShape() {
        Structure start = Crystals.rattled(5, 0, 0.05);
        Relaxation r = new Relaxer(
                        CRYSTAL, RelaxationGoal.withCell(CellFreedom.ISOTROPIC).to(1e-6, 1e-7))
                .relax(start)
                .expectConverged();
        double[] before = start.cell().rows();
        double[] after = r.structure().cell().rows();
        for (int k = 0; k < 9; k++) {
            assertThat(after[k] / after[0]).isCloseTo(before[k] / before[0], within(1e-12));
        }
        double[] stress = r.energetics().stress(r.structure().cell());
        assertThat(stress[0] + stress[4] + stress[8]).isCloseTo(0, within(3e-7));
        assertThat(Math.abs(stress[1])).isGreaterThan(0.01);
    }

    /** As ASE writes constraints: a column of an atom's own, or of its axes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void fixedAtomsStay(int width) {
        Structure start = icosahedron(new Random(13), 0.1);
        double[] mask = new double[13 * width];
        Arrays.fill(mask, 1);
        Arrays.fill(mask, 0, 4 * width, 0);
        if (width == 3) {
            mask[13] = 0;
        }
        start = start.with(start.annotations().withColumn("move_mask", width, mask));
        Relaxation r = new Relaxer(FREE, RelaxationGoal.positions().to(1e-7, 1))
                .relax(start)
                .expectConverged();
        double[] f = r.energetics().forces();
        for (int k = 0; k < 39; k++) {
            boolean fixed = k < 12 || (width == 3 && k == 13);
            if (fixed) {
                assertThat(r.structure().positions()[k]).isEqualTo(start.positions()[k]);
            } else {
                assertThat(f[k]).isCloseTo(0, within(1e-7));
                assertThat(r.structure().positions()[k]).isNotEqualTo(start.positions()[k]);
            }
        }
        assertThat(r.energetics().largestForce()).isGreaterThan(0.01);
        assertThat(r.last().force()).isLessThanOrEqualTo(1e-7);
        assertThat(r.fixedAtoms()).isEqualTo(4);
        assertThat(r.describe()).contains("beside 4 fixed atoms");
        assertThat(r.structure().column("move_mask")).containsExactly(mask);
    }

    @Test
    void masksOfSomethingElse() {
        Structure start = icosahedron(new Random(13), 0.1);
        for (Annotations a : List.of(
                start.annotations().withColumn("move_mask", 2, new double[26]),
                start.annotations().withColumn("move_mask", 1, new double[] {0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))) {
            assertThatThrownBy(() -> new Relaxer(FREE, RelaxationGoal.positions()).relax(start.with(a)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected one or three truth values (T moves, F is fixed)");
        }
    }

    /** The strain zz and its lattice vector stay; stress along the others goes away. */
    @Test
    void relaxesSomeComponentsOfTheCell() {
        Structure start = Crystals.rattled(5, 0.05, 0.05);
        RelaxationGoal goal = RelaxationGoal.withCell(CellFreedom.FULL)
                .with(StrainMask.parse("xx, yy,xy"))
                .to(1e-6, 1e-7);
        Relaxation r = new Relaxer(CRYSTAL, goal).relax(start).expectConverged();
        for (int k = 2; k < 9; k += 3) {
            assertThat(r.structure().cell().rows()[k])
                    .as("z of vector %d", k / 3)
                    .isCloseTo(start.cell().rows()[k], within(1e-12));
        }
        double[] stress = r.energetics().stress(r.structure().cell());
        assertThat(new double[] {stress[0], stress[1], stress[4]}).containsExactly(new double[3], within(1e-7));
        assertThat(Math.abs(stress[8])).isGreaterThan(0.01);
    }

    /**
     * A slab strained in its plane comes to the state that the same slab in a periodic cell with as much vacuum does.
     */
    @Test
    void relaxesSlabs() {
        Structure bulk = Crystals.rattled(7, 0.03, 0.02);
        double[] h = bulk.cell().rows();
        h[2] = 0;
        h[5] = 0;
        h[6] = 0;
        h[7] = 0;
        h[8] += 12;
        RelaxationGoal goal = RelaxationGoal.withCell(CellFreedom.FULL)
                .with(StrainMask.parse("xx,yy,xy"))
                .to(1e-6, 1e-7);
        Relaxation[] both = new Relaxation[2];
        for (int k = 0; k < 2; k++) {
            Structure slab = Structure.of(bulk.atomicNumbers(), bulk.positions(), Cell.of(h, true, true, k == 1));
            both[k] = new Relaxer(CRYSTAL, goal).relax(slab).expectConverged();
        }
        assertThat(both[0].structure().cell().periodic(2)).isFalse();
        assertThat(both[0].structure().cell().rows())
                .containsExactly(both[1].structure().cell().rows(), within(1e-8));
        assertThat(both[0].energetics().energy()).isCloseTo(both[1].energetics().energy(), within(1e-8));
        assertThat(both[0].structure().cell().rows()[8]).isEqualTo(h[8]);
        refusesCell(Cell.of(h, true, true, false), "xx,zz", "repeats along z, as the strain zz");
        refusesCell(Cell.of(h, true, true, false), "yz", "repeats along y and z, as the strain yz");
        h[8] = 0;
        refusesCell(Cell.of(h, true, true, false), "xx", "three lattice vectors that span a volume");
    }

    private static void refusesCell(Cell cell, String mask, String message) {
        Structure s = Structure.of(new int[] {18}, new double[3], cell);
        RelaxationGoal goal = RelaxationGoal.withCell(CellFreedom.FULL).with(StrainMask.parse(mask));
        assertThatThrownBy(() -> new Relaxer(CRYSTAL, goal).relax(s))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysWhereItStopped() {
        RelaxationGoal few = new RelaxationGoal(CellFreedom.FULL, 0, 1e-6, 1e-6, 3);
        Relaxation r = new Relaxer(CRYSTAL, few).relax(Crystals.rattled(6, 0.1, 0.05));
        assertThat(r.converged()).isFalse();
        assertThat(r.last().step()).isEqualTo(3);
        assertThatThrownBy(r::expectConverged)
                .isInstanceOf(NumericalException.class)
                .hasMessageContaining("not relaxed after 3 steps, the most that were allowed: largest force")
                .hasMessageContaining("largest stress");
    }

    @Test
    void forcesThatAreNotTheGradient() {
        Potential wrong = s -> {
            Energetics e = FREE.of(s);
            double[] f = e.forces();
            for (int k = 0; k < f.length; k++) {
                f[k] = -f[k];
            }
            return new Energetics(e.energy(), f, e.virial());
        };
        Relaxation r = new Relaxer(wrong, RelaxationGoal.positions()).relax(icosahedron(new Random(13), 0.1));
        assertThat(r.converged()).isFalse();
        assertThat(r.describe()).contains("no step lowers the energy");
    }

    /** Beyond the step that a bad region refuses, the search comes back. */
    @Test
    void stepsRoundWhatIsNotANumber() {
        Structure start = icosahedron(new Random(14), 0.1);
        double[] reference = start.positions();
        Potential holes = s -> {
            Energetics e = FREE.of(s);
            double moved = Math.abs(s.positions()[0] - reference[0]);
            return moved > 0 && moved < 2e-3 ? new Energetics(Double.NaN, e.forces(), e.virial()) : e;
        };
        assertThat(new Relaxer(holes, RelaxationGoal.positions())
                        .relax(start)
                        .last()
                        .force())
                .isFinite();
    }

    /** A potential without a repulsive wall makes atoms collide: no step makes them overlap. */
    @Test
    void stepsDoNotMakeAtomsOverlap() {
        List<Double> distances = new ArrayList<>();
        Potential attraction = s -> {
            double d = s.position(1, 0) - s.position(0, 0);
            distances.add(Math.abs(d));
            double f = 10 * Math.signum(d);
            return new Energetics(10 * Math.abs(d), new double[] {f, 0, 0, -f, 0, 0}, new double[9]);
        };
        Structure start = Structure.of(new int[] {18, 18}, new double[] {0, 0, 0, 0.8, 0, 0}, Cell.NONE);
        Relaxation end = new Relaxer(attraction, RelaxationGoal.positions()).relax(start);
        assertThat(end.converged()).isFalse();
        assertThat(distances)
                .hasSizeGreaterThan(3)
                .allSatisfy(d -> assertThat(d).isGreaterThanOrEqualTo(0.1));
        assertThat(distances.get(distances.size() - 1)).isLessThan(0.4);
    }

    @Test
    void refusesWhatHasNoForces() {
        int[] two = {18, 18};
        Relaxer positions = new Relaxer(FREE, RelaxationGoal.positions());
        assertThatThrownBy(() -> positions.relax(Structure.of(two, new double[] {0, 0, 0, 0, 0, 0.05}, Cell.NONE)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at least 0.1 Å apart, found atoms 0 and 1 0.0500 Å apart");
        Cell cube = Cell.periodic(4, 0, 0, 0, 4, 0, 0, 0, 4);
        assertThatThrownBy(() -> positions.relax(Structure.of(two, new double[] {0, 0, 0.01, 0, 0, 3.99}, cube)))
                .hasMessageContaining("across the boundary of the cell, 0.0200 Å apart");
        assertThatThrownBy(() -> new Relaxer(FREE, RelaxationGoal.withCell(CellFreedom.FULL))
                        .relax(icosahedron(new Random(1), 0)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("three directions");
        Potential nan = s -> new Energetics(Double.NaN, new double[6], new double[9]);
        assertThatThrownBy(() -> new Relaxer(nan, RelaxationGoal.positions())
                        .relax(Structure.of(two, new double[] {0, 0, 0, 0, 0, 1.5}, Cell.NONE)))
                .isInstanceOf(NumericalException.class)
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> new RelaxationGoal(CellFreedom.NONE, 1, 0.01, 0.01, 9))
                .hasMessageContaining("pressure");
        assertThatThrownBy(() -> new RelaxationGoal(CellFreedom.FULL, 1, 0, 0.01, 9))
                .hasMessageContaining("tolerances");
    }
}
