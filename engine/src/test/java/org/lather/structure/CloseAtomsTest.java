package org.lather.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseAtomsTest {
    private static final Cell BOX = Cell.periodic(15, 0, 0, 0, 15, 0, 0, 0, 15);

    private static Structure argon(Cell cell, double... positions) {
        int[] z = new int[positions.length / 3];
        java.util.Arrays.fill(z, 18);
        return Structure.of(z, positions, cell);
    }

    @Test
    void anAtomDoubledAcrossTheBoundary() {
        Structure s = argon(BOX, 0, 0, 2.7, 0, 0, 0, 15, 0, 0);
        assertThat(CloseAtoms.find(s)).contains(new CloseAtoms.Pair(1, 2, true, 0));
        assertThat(CloseAtoms.overlap(s)).isTrue();
        assertThatThrownBy(() -> CloseAtoms.refuse(s))
                .isInstanceOf(DataException.class)
                .hasMessage("expected atoms at least 0.1 Å apart, found atoms 1 and 2, across the boundary of the cell,"
                        + " 0.00 Å apart (counted from 0). Remove one of them");
        assertThat(CloseAtoms.find(argon(Cell.NONE, 0, 0, 2.7, 0, 0, 0, 15, 0, 0)))
                .isEmpty();
    }

    @Test
    void anAtomAndItsOwnImage() {
        Structure s = argon(Cell.of(new double[] {0.05, 0, 0, 0, 9, 0, 0, 0, 9}, true, false, false), 1, 2, 3);
        assertThatThrownBy(() -> CloseAtoms.refuse(s))
                .hasMessage("expected atoms at least 0.1 Å apart, found atom 0 and its own image 0.0500 Å apart"
                        + " (counted from 0). Give the cell in Å");
        // the difference of two long lattice vectors
        assertThat(CloseAtoms.overlap(argon(Cell.periodic(5, 0, 0, 5, 0.02, 0, 0, 0, 5), 0, 0, 0)))
                .isTrue();
        assertThat(CloseAtoms.find(argon(Cell.periodic(3, 0, 0, 0, 3, 0, 0, 0, 3), 0, 0, 0)))
                .isEmpty();
        // closer than half the sum of the radii, 1.06 Å, but no error
        assertThat(CloseAtoms.find(argon(Cell.periodic(1, 0, 0, 0, 3, 0, 0, 0, 3), 0, 0, 0)))
                .contains(new CloseAtoms.Pair(0, 0, true, 1));
    }

    @ParameterizedTest
    @CsvSource({"0.0999, true, true", "0.1001, true, false", "1.0599, true, false", "1.0601, false, false"})
    void limits(double distance, boolean unusual, boolean overlaps) {
        for (double shift : new double[] {0, -0.05, 14.99, -1e3, 1e3}) {
            for (Cell cell : new Cell[] {BOX, Cell.NONE}) {
                Structure s = argon(cell, shift, 5, 5, shift + distance, 5, 5);
                assertThat(CloseAtoms.find(s).isPresent()).isEqualTo(unusual);
                assertThat(CloseAtoms.overlap(s)).isEqualTo(overlaps);
            }
        }
    }

    @Test
    void limitsOfElements() {
        // half the sums of the radii: HH 0.31, CH 0.535, CC 0.76; of element 100 no radius is known
        assertThat(CloseAtoms.find(two(1, 1, 0.32))).isEmpty();
        assertThat(CloseAtoms.find(two(1, 1, 0.30))).isPresent();
        assertThat(CloseAtoms.find(two(6, 1, 0.54))).isEmpty();
        assertThat(CloseAtoms.find(two(6, 1, 0.53))).isPresent();
        assertThat(CloseAtoms.find(two(6, 6, 0.75))).isPresent();
        assertThat(CloseAtoms.find(two(100, 100, 0.11))).isEmpty();
        assertThat(CloseAtoms.overlap(two(100, 100, 0.09))).isTrue();
    }

    private static Structure two(int first, int second, double distance) {
        return Structure.of(new int[] {first, second}, new double[] {0, 0, 0, 0, distance, 0}, Cell.NONE);
    }

    /** The shortest distance between atoms or images of a structure, by all pairs and shifts from −3 to 3. */
    private static double shortest(Structure s) {
        double least = Double.POSITIVE_INFINITY;
        int[] most = new int[3];
        for (int k = 0; k < 3; k++) {
            most[k] = s.cell().periodic(k) ? 3 : 0;
        }
        for (int i = 0; i < s.size(); i++) {
            for (int j = 0; j <= i; j++) {
                for (int a = -most[0]; a <= most[0]; a++) {
                    for (int b = -most[1]; b <= most[1]; b++) {
                        for (int c = -most[2]; c <= most[2]; c++) {
                            if (i != j || a != 0 || b != 0 || c != 0) {
                                least = Math.min(least, distance(s, i, j, new int[] {a, b, c}));
                            }
                        }
                    }
                }
            }
        }
        return least;
    }

    private static double distance(Structure s, int i, int j, int[] shift) {
        double square = 0;
        for (int x = 0; x < 3; x++) {
            double d = s.position(j, x) - s.position(i, x);
            for (int k = 0; k < 3; k++) {
                d += shift[k] * s.cell().get(k, x);
            }
            square += d * d;
        }
        return Math.sqrt(square);
    }

    @Test
    void findsWhatAllPairsFind() {
        Random random = new Random(3);
        int found = 0;
        for (int trial = 0; trial < 300; trial++) {
            int n = trial % 3 == 0 ? 200 : 1 + random.nextInt(30);
            double edge = 2 + 3 * Math.cbrt(n) * random.nextDouble();
            double[] h = new double[9];
            for (int k = 0; k < 9; k++) {
                h[k] = edge * (k % 4 == 0 ? 1 : 0.5 * (random.nextDouble() - 0.5));
            }
            Cell cell = Cell.of(h, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
            double[] r = new double[3 * n];
            for (int k = 0; k < r.length; k++) {
                r[k] = edge * (1.5 * random.nextDouble() - 0.25);
            }
            Structure s = argon(cell, r);
            double least = shortest(s);
            Optional<CloseAtoms.Pair> pair = CloseAtoms.find(s);
            assertThat(pair.isPresent()).isEqualTo(least < 1.06);
            pair.ifPresent(p -> assertThat(p.distance()).isCloseTo(least, within(1e-9)));
            found += pair.isPresent() ? 1 : 0;
        }
        assertThat(found).isBetween(50, 290);
    }

    @Test
    void atomsTooFarAway() {
        assertThatThrownBy(() -> CloseAtoms.find(argon(BOX, 0, 0, 0, 1e12, 0, 0)))
                .hasMessageContaining("wrap them into the cell");
        assertThat(CloseAtoms.find(argon(Cell.NONE, 0, 0, 0, 1e12, 0, 0))).isEmpty();
    }
}
