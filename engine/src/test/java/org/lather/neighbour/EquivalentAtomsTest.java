package org.lather.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class EquivalentAtomsTest {
    private static final double TOLERANCE = 1e-5;
    private final Random random = new Random(3);

    private int[] orbits(int[] numbers, double[][] positions, double[][] cell, double noise) {
        return EquivalentAtoms.orbits(moved(numbers, positions, cell, noise), TOLERANCE);
    }

    /** The structure after a random rotation and translation, with noise of the coordinates, Å. */
    private Structure moved(int[] numbers, double[][] positions, double[][] cell, double noise) {
        double[][] r = rotation();
        double[] shift = random.doubles(3).map(x -> 20 * x - 10).toArray();
        double[] at = new double[3 * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            for (int x = 0; x < 3; x++) {
                at[3 * i + x] = dot(r[x], positions[i]) + shift[x] + noise * (2 * random.nextDouble() - 1);
            }
        }
        double[] rows = new double[9];
        for (int k = 0; k < cell.length; k++) {
            for (int x = 0; x < 3; x++) {
                rows[3 * k + x] = dot(r[x], cell[k]);
            }
        }
        return Structure.of(
                numbers, at, cell.length == 0 ? Cell.NONE : Cell.of(rows, true, cell.length > 1, cell.length > 2));
    }

    private double[][] rotation() {
        double[] q = random.doubles(4).map(x -> 2 * x - 1).toArray();
        double n = Math.sqrt(Arrays.stream(q).map(x -> x * x).sum());
        double w = q[0] / n;
        double x = q[1] / n;
        double y = q[2] / n;
        double z = q[3] / n;
        return new double[][] {
            {1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
            {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
            {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}
        };
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    @Test
    void methaneHasOneKindOfHydrogen() {
        double[][] r = {{0, 0, 0}, {0.63, 0.63, 0.63}, {0.63, -0.63, -0.63}, {-0.63, 0.63, -0.63}, {-0.63, -0.63, 0.63}
        };
        assertThat(orbits(new int[] {6, 1, 1, 1, 1}, r, new double[0][], 2e-6)).containsExactly(0, 1, 1, 1, 1);
        r[1] = new double[] {0.631, 0.63, 0.63};
        assertThat(orbits(new int[] {6, 1, 1, 1, 1}, r, new double[0][], 0)).containsExactly(0, 1, 2, 3, 3);
    }

    @Test
    void atomsOnALine() {
        double[][] r = {{0, 0, 0}, {1.16, 0, 0}, {-1.16, 0, 0}};
        assertThat(orbits(new int[] {6, 8, 8}, r, new double[0][], 0)).containsExactly(0, 1, 1);
        r[2][0] = -1.2;
        assertThat(orbits(new int[] {6, 8, 8}, r, new double[0][], 0)).containsExactly(0, 1, 2);
        assertThat(EquivalentAtoms.orbits(Structure.of(new int[] {2}, new double[3], Cell.NONE), TOLERANCE))
                .containsExactly(0);
    }

    @Test
    void distantAtoms() {
        double[][] r = {{0, 0, 0}, {50, 0, 0}, {0, 50, 0}, {0, 0, 60}};
        assertThat(orbits(new int[] {18, 18, 18, 18}, r, new double[0][], 0)).containsExactly(0, 1, 1, 3);
        double[][] cell = {{30, 0, 0}, {0, 30, 0}, {0, 0, 40}};
        assertThat(orbits(new int[] {18, 18}, new double[][] {{0, 0, 0}, {0, 0, 20}}, cell, 0))
                .containsExactly(0, 0);
        assertThat(orbits(new int[] {18, 18}, new double[][] {{0, 0, 0}, {0, 0, 20}}, new double[][] {{30, 0, 0}}, 0))
                .containsExactly(0, 0);
    }

    @Test
    void mirrorImagesAreEquivalentAndAtomsWithoutSymmetryAreNot() {
        double[][] r = new double[12][];
        for (int i = 0; i < 6; i++) {
            r[i] = new double[] {1 + 3 * random.nextDouble(), 3 * i + random.nextDouble(), 4 * random.nextDouble()};
            r[6 + i] = new double[] {-r[i][0], r[i][1], r[i][2]};
        }
        int[] numbers = {6, 6, 7, 6, 8, 1, 6, 6, 7, 6, 8, 1};
        assertThat(orbits(numbers, r, new double[0][], 1e-6)).containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
        r[11][2] += 1e-3;
        assertThat(orbits(numbers, r, new double[0][], 0))
                .containsExactly(IntStream.range(0, 12).toArray());
    }

    /** The images (x, y, z), −(x, y, z), (−x, y + ½, ½ − z), (x, ½ − y, z + ½) of P2₁/c. */
    private static double[][] monoclinic(double[][] fractions, double[][] cell) {
        int n = fractions.length;
        double[][] out = new double[4 * n][3];
        for (int i = 0; i < n; i++) {
            double[] f = fractions[i];
            double[][] images = {
                f, {-f[0], -f[1], -f[2]}, {-f[0], f[1] + 0.5, 0.5 - f[2]}, {f[0], 0.5 - f[1], f[2] + 0.5}
            };
            for (int g = 0; g < 4; g++) {
                for (int x = 0; x < 3; x++) {
                    for (int k = 0; k < 3; k++) {
                        out[4 * i + g][x] += images[g][k] * cell[k][x];
                    }
                }
            }
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 4e-6})
    void crystalWithGlidePlaneAndScrewAxis(double noise) {
        double[][] cell = {{9, 0, 0}, {0, 16, 0}, {-3, 0, 8}};
        double[][] f = new double[10][];
        for (int i = 0; i < f.length; i++) {
            f[i] = random.doubles(3).toArray();
        }
        int[] numbers =
                IntStream.range(0, 40).map(i -> new int[] {6, 1, 8}[i / 4 % 3]).toArray();
        int[] expected = IntStream.range(0, 40).map(i -> i - i % 4).toArray();
        double[][] r = monoclinic(f, cell);
        assertThat(orbits(numbers, r, cell, noise)).containsExactly(expected);
        // the same crystal with another basis of its lattice and atoms in other cells
        double[][] oblique = {cell[0], {9 - 3, 16, 8}, {-3 - 18, 0, 8}};
        for (int i = 0; i < r.length; i++) {
            for (int x = 0; x < 3; x++) {
                r[i][x] += (i % 5 - 2) * cell[0][x] - (i % 3) * cell[2][x];
            }
        }
        assertThat(orbits(numbers, r, oblique, noise)).containsExactly(expected);
        // an atom that is not where its symmetry wants it leaves no symmetry
        r[7][1] += 0.01;
        assertThat(orbits(numbers, r, oblique, 0))
                .containsExactly(IntStream.range(0, 40).toArray());
    }

    @Test
    void translationsOfASupercellAndAVacancy() {
        int n = 3;
        double a = 5.43;
        double[][] basis = {
            {0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0},
            {0.25, 0.25, 0.25}, {0.25, 0.75, 0.75}, {0.75, 0.25, 0.75}, {0.75, 0.75, 0.25}
        };
        double[][] r = new double[8 * n * n * n][3];
        for (int i = 0; i < r.length; i++) {
            int c = i / 8;
            int[] steps = {c % n, c / n % n, c / n / n};
            r[i] = new double[] {
                a * (basis[i % 8][0] + steps[0]), a * (basis[i % 8][1] + steps[1]), a * (basis[i % 8][2] + steps[2])
            };
        }
        double[][] cell = {{n * a, 0, 0}, {0, n * a, 0}, {0, 0, n * a}};
        int[] numbers = new int[r.length];
        Arrays.fill(numbers, 14);
        assertThat(orbits(numbers, r, cell, 1e-6)).containsOnly(0);
        // around a vacancy the operations of its site remain, which leave the four neighbours equivalent
        double[][] rest = Arrays.copyOfRange(r, 1, r.length);
        int[] orbits = orbits(Arrays.copyOf(numbers, rest.length), rest, cell, 0);
        double[] near = {0.25 * a, 0.25 * a, 0.25 * a};
        int first = IntStream.range(0, rest.length)
                .filter(i -> Arrays.equals(rest[i], near))
                .findFirst()
                .orElseThrow();
        int root = orbits[first];
        assertThat(Arrays.stream(orbits).filter(o -> o == root).count()).isEqualTo(4);
    }

    @Test
    void slab() {
        double[][] r = {{0, 0, 0}, {2, 2, 0}, {0, 2, 1.5}, {2, 0, 1.5}, {0, 0, 3}, {2, 2, 3}};
        double[][] cell = {{4, 0, 0}, {0, 4, 0}};
        int[] numbers = {13, 13, 13, 13, 13, 13};
        assertThat(orbits(numbers, r, cell, 0)).containsExactly(0, 0, 2, 2, 0, 0);
    }
}
