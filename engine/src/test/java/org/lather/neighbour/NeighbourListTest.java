package org.lather.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.golden.Golden;
import org.lather.golden.GoldenStructures;
import org.lather.golden.Npz;
import org.lather.structure.Cell;
import org.lather.structure.Lattice;
import org.lather.structure.Structure;

class NeighbourListTest {
    @ParameterizedTest
    @CsvSource({"2.5,true", "2.5,false", "4.0,true", "4.0,false", "5.0,true", "5.0,false"})
    void findsThePairsOfTheGoldenList(double cutoff, boolean direct) {
        Npz z = Golden.load("neighbours");
        String rc = "rc" + cutoff;
        int[] structure = z.ints(rc + "_structure");
        int[] first = z.ints(rc + "_i");
        int[] second = z.ints(rc + "_j");
        int[] shift = z.ints(rc + "_S");
        double[] distance = z.doubles(rc + "_distance");
        List<Structure> all = GoldenStructures.all();
        int row = 0;
        for (int q = 0; q < all.size(); q++) {
            NeighbourList list = NeighbourList.of(all.get(q), cutoff, direct);
            for (int i = 0; i < list.centres(); i++) {
                for (int p = list.start(i); p < list.end(i); p++, row++) {
                    String where = GoldenStructures.names().get(q) + " atom " + i + " pair " + p;
                    assertThat(structure[row]).as(where).isEqualTo(q);
                    assertThat(first[row]).as(where).isEqualTo(i);
                    assertThat(list.neighbours()[p]).as(where).isEqualTo(second[row]);
                    for (int k = 0; k < 3; k++) {
                        assertThat(list.shifts()[3 * p + k]).as(where).isEqualTo(shift[3 * row + k]);
                    }
                    assertThat(list.distances()[p]).as(where).isCloseTo(distance[row], within(4e-15));
                }
            }
        }
        assertThat(row).isEqualTo(structure.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void binsFindWhatTryingAllPairsFinds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            Structure s = randomStructure(random);
            double cutoff = 0.5 + 5 * random.nextDouble();
            NeighbourList a = NeighbourList.of(s, cutoff, true);
            NeighbourList b = NeighbourList.of(s, cutoff, false);
            String where = "seed " + seed + " round " + round;
            for (int i = 0; i <= a.centres(); i++) {
                assertThat(i < a.centres() ? b.start(i) : b.pairs())
                        .as(where)
                        .isEqualTo(i < a.centres() ? a.start(i) : a.pairs());
            }
            assertThat(b.neighbours()).as(where).isEqualTo(a.neighbours());
            assertThat(b.shifts()).as(where).isEqualTo(a.shifts());
            assertThat(b.distances()).as(where).isEqualTo(a.distances());
            assertOrderedAndSymmetric(a, where);
            assertComplete(s, cutoff, a, where);
        }
    }

    /** Counts pairs over more images than can matter. */
    private static void assertComplete(Structure s, double cutoff, NeighbourList list, String where) {
        int[] most = new int[3];
        Lattice lattice = new Lattice(s);
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < s.size() && s.cell().periodic(k); i++) {
                double f = lattice.coordinate(k, s.position(i, 0), s.position(i, 1), s.position(i, 2));
                most[k] = Math.max(most[k], (int) Math.ceil(2 * Math.abs(f) + lattice.reach(k, cutoff)) + 1);
            }
        }
        long images = (2L * most[0] + 1) * (2L * most[1] + 1) * (2L * most[2] + 1);
        if (images * s.size() * s.size() > 3_000_000) {
            return;
        }
        int count = 0;
        for (int i = 0; i < s.size(); i++) {
            for (int j = 0; j < s.size(); j++) {
                for (int a = -most[0]; a <= most[0]; a++) {
                    for (int b = -most[1]; b <= most[1]; b++) {
                        for (int c = -most[2]; c <= most[2]; c++) {
                            double r2 = 0;
                            for (int x = 0; x < 3; x++) {
                                double d = s.position(j, x)
                                        - s.position(i, x)
                                        + a * s.cell().get(0, x)
                                        + b * s.cell().get(1, x)
                                        + c * s.cell().get(2, x);
                                r2 += d * d;
                            }
                            boolean self = i == j && a == 0 && b == 0 && c == 0;
                            count += !self && Math.sqrt(r2) < cutoff ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(list.pairs()).as(where).isEqualTo(count);
    }

    private static void assertOrderedAndSymmetric(NeighbourList list, String where) {
        int[] s = list.shifts();
        double sum = 0;
        for (int i = 0; i < list.centres(); i++) {
            for (int p = list.start(i); p < list.end(i); p++) {
                sum += list.x()[p] + list.y()[p] + list.z()[p];
                assertThat(Math.hypot(Math.hypot(list.x()[p], list.y()[p]), list.z()[p]))
                        .as(where)
                        .isCloseTo(list.distances()[p], within(1e-12));
                if (p > list.start(i)) {
                    int[] before = {list.neighbours()[p - 1], s[3 * p - 3], s[3 * p - 2], s[3 * p - 1]};
                    int[] here = {list.neighbours()[p], s[3 * p], s[3 * p + 1], s[3 * p + 2]};
                    assertThat(Arrays.compare(before, here)).as(where).isNegative();
                }
            }
        }
        assertThat(sum).as(where).isCloseTo(0, within(1e-9 * (1 + list.pairs())));
    }

    private static Structure randomStructure(Random random) {
        int n = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 40);
        double[] h = new double[9];
        for (int k = 0; k < 9; k++) {
            h[k] = 6 * random.nextDouble() - 3 + (k % 4 == 0 ? 5 * random.nextDouble() : 0);
        }
        double spread = random.nextBoolean() ? 6 : 30;
        double[] x = random.doubles(3L * n, -spread, spread).toArray();
        int[] z = new int[n];
        Arrays.fill(z, 1);
        // a few nearly flat cells are possible: their images grow without bound, so they are made thicker
        Cell cell = Cell.of(h, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
        return Structure.of(z, x, Math.abs(cell.volume()) < 8 ? Cell.periodic(4, 1, 0, -2, 3, 1, 0, 2, 5) : cell);
    }

    @Test
    void countsImagesOfOneAtomBothWays() {
        NeighbourList list = NeighbourList.of(oneAtom(Cell.periodic(2, 0, 0, 0, 9, 0, 0, 0, 9)), 4.5);
        assertThat(list.shifts()).containsExactly(-2, 0, 0, -1, 0, 0, 1, 0, 0, 2, 0, 0);
        assertThat(list.x()).containsExactly(-4, -2, 2, 4);
        assertThat(list.neighbours()).containsOnly(0);
    }

    @Test
    void ignoresVectorsOfDirectionsThatDoNotRepeat() {
        Structure a = oneAtom(Cell.of(new double[] {2, 0, 0, 0.1, 0, 0, 0, 0, 0}, true, false, false));
        assertThat(NeighbourList.of(a, 4.5).pairs()).isEqualTo(4);
        assertThat(NeighbourList.of(a, 4.5, false).pairs()).isEqualTo(4);
    }

    private static Structure oneAtom(Cell cell) {
        return Structure.of(new int[] {14}, new double[] {1, 2, 3}, cell);
    }

    /** A cubic lattice has 6, 12, 8 neighbours in its first three shells; a crystal of 1e5 atoms takes no time. */
    @Test
    void scalesToLargeStructures() {
        int side = 46;
        double[] x = new double[3 * side * side * side];
        int[] z = new int[side * side * side];
        Arrays.fill(z, 1);
        int at = 0;
        for (int a = 0; a < side; a++) {
            for (int b = 0; b < side; b++) {
                for (int c = 0; c < side; c++) {
                    x[at++] = 2.0 * a;
                    x[at++] = 2.0 * b;
                    x[at++] = 2.0 * c;
                }
            }
        }
        double l = 2.0 * side;
        Structure crystal = Structure.of(z, x, Cell.periodic(l, 0, 0, 0, l, 0, 0, 0, l));
        assertThat(NeighbourList.of(crystal, 3.6).pairs()).isEqualTo(z.length * 26);
        // one atom far away must not put all others into one bin
        x[0] = 1e7;
        Structure cluster = Structure.of(z, x, Cell.NONE);
        long inside = 2L * (side - 1) * side * side * 3; // bonds of the cube, both ways
        assertThat((long) NeighbourList.of(cluster, 2.1).pairs()).isEqualTo(inside - 6);
    }

    @Test
    void explainsWhatItCannotDo() {
        Structure s = oneAtom(Cell.NONE);
        assertThatThrownBy(() -> NeighbourList.of(s, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a positive cutoff, got 0");
        Structure far =
                Structure.of(new int[] {1}, new double[] {1e12, 0, 0}, Cell.periodic(2, 0, 0, 0, 2, 0, 0, 0, 2));
        assertThatThrownBy(() -> NeighbourList.of(far, 3)).hasMessageContaining("wrap them into the cell");
    }
}
