package org.lather.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private static final double[] CELL = {5, 0, 0, 0, 6, 0, 0, 0, 7};
    private static final int[] ATOMS = {8, 1, 1};
    private static final double[] POSITIONS = {0, 0, 0.119, 0, 0.763, -0.477, 0, -0.763, -0.477};

    @Test
    void equalStructuresHaveEqualOnes() {
        Structure water = Structure.of(ATOMS, POSITIONS, Cell.NONE);
        double[] negativeZero = POSITIONS.clone();
        negativeZero[0] = -0.0;
        assertThat(Fingerprints.of(Structure.of(ATOMS, negativeZero, Cell.NONE)))
                .isEqualTo(Fingerprints.of(water));
        assertThat(Fingerprints.of(water.with(Annotations.NONE.with("energy", 1))))
                .isEqualTo(Fingerprints.of(water));
    }

    @Test
    void theOrderOfAtomsDoesNotMatter() {
        Structure water = Structure.of(ATOMS, POSITIONS, Cell.periodic(CELL));
        Structure reordered = Structure.of(
                new int[] {1, 8, 1},
                new double[] {0, -0.763, -0.477, 0, 0, 0.119, 0, 0.763, -0.477},
                Cell.periodic(CELL));
        assertThat(Fingerprints.of(reordered)).isEqualTo(Fingerprints.of(water));
        Structure exchanged = Structure.of(new int[] {1, 8, 1}, POSITIONS, Cell.periodic(CELL));
        assertThat(Fingerprints.of(exchanged)).isNotEqualTo(Fingerprints.of(water));
    }

    @Test
    void othersHaveOthers() {
        Fingerprints all = new Fingerprints();
        assertThat(all.add(Fingerprints.of(Structure.of(ATOMS, POSITIONS, Cell.NONE))))
                .isTrue();
        assertThat(all.add(Fingerprints.of(Structure.of(ATOMS, POSITIONS, Cell.NONE))))
                .isFalse();
        for (int k = 0; k < POSITIONS.length; k++) {
            double[] moved = POSITIONS.clone();
            moved[k] = Math.nextUp(moved[k]);
            assertThat(all.add(Fingerprints.of(Structure.of(ATOMS, moved, Cell.NONE))))
                    .isTrue();
        }
        assertThat(all.add(Fingerprints.of(Structure.of(new int[] {8, 1, 3}, POSITIONS, Cell.NONE))))
                .isTrue();
        for (Cell cell : new Cell[] {
            Cell.periodic(CELL),
            Cell.of(CELL, true, true, false),
            Cell.of(CELL, true, false, false),
            Cell.periodic(5, 0, 0, 0, 6, 0, 0, 0, 7.5)
        }) {
            assertThat(all.add(Fingerprints.of(Structure.of(ATOMS, POSITIONS, cell))))
                    .isTrue();
        }
        assertThat(all.size()).isEqualTo(1 + POSITIONS.length + 1 + 4);
    }

    @Test
    void manyAreFoundAgain() {
        Random random = new Random(5);
        Fingerprints all = new Fingerprints();
        Structure[] structures = new Structure[3000];
        for (int i = 0; i < structures.length; i++) {
            structures[i] = Structure.of(new int[] {1}, random.doubles(3).toArray(), Cell.NONE);
            if (i % 2 == 0) {
                all.add(Fingerprints.of(structures[i]));
            }
        }
        assertThat(all.size()).isEqualTo(structures.length / 2);
        assertThat(all.sorted()).isSorted().hasSize(structures.length / 2);
        Fingerprints again = Fingerprints.of(all.sorted());
        for (int i = 0; i < structures.length; i++) {
            assertThat(again.contains(structures[i])).isEqualTo(i % 2 == 0);
        }
        assertThat(new Fingerprints().contains(structures[0])).isFalse();
    }
}
