package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.TriangleAlgebra;
import org.lather.training.SmallTraining;

class ScratchFileTest {
    @TempDir
    Path folder;

    private static LowerTriangle random(int seed, int size) {
        Random random = new Random(seed);
        PanelsInMemory out = new PanelsInMemory(size);
        out.forEachRow((row, values, offset) -> {
            for (int j = 0; j <= row; j++) {
                values[offset + j] = random.nextGaussian() + (row == j ? 2 * size : 0);
            }
        });
        return out;
    }

    /** Of two triangles, none of whose panels is mistaken for another. */
    @Test
    void isLikeMemory() {
        try (Backend backend = SmallTraining.reference();
                ScratchFile file = new ScratchFile(folder)) {
            int[] sizes = {1600, 770};
            LowerTriangle[] stored = new LowerTriangle[2];
            for (int i = 0; i < 2; i++) {
                stored[i] = file.triangle(sizes[i]);
            }
            for (int i = 0; i < 2; i++) {
                stored[i].add(1, random(i, sizes[i]));
            }
            for (int i = 0; i < 2; i++) {
                LowerTriangle expected = random(i, sizes[i]);
                assertThat(stored[i].heldBytes()).isZero();
                assertThat(stored[i].packed()).isEqualTo(expected.packed());
                assertThat(stored[i].trace()).isEqualTo(expected.trace());
            }
            LowerTriangle expected = random(1, 770);
            TriangleAlgebra.potrf(expected, backend.algebra().dense());
            TriangleAlgebra.potrf(stored[1], backend.algebra().dense());
            assertThat(stored[1].packed()).isEqualTo(expected.packed());
            stored[1].clear();
            assertThat(stored[1].packed()).containsOnly(0);
            assertThat(stored[0].packed()).isEqualTo(random(0, 1600).packed());
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** The system keeps the content of an open file without a name, and frees it when the process ends. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesNoNameEvenWhileItIsOpen() {
        try (ScratchFile file = new ScratchFile(folder)) {
            file.triangle(10).add(1, random(3, 10));
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void copiesSums() {
        NormalEquations n = new NormalEquations(random(4, 30), 2);
        n.right()[59] = 7;
        n.squares()[1] = 5;
        n.countRows(12);
        try (SumStorage storage = SumStorage.onDisk(folder, SumStorage.Place.SUMS, 1 << 20)) {
            NormalEquations copy = storage.copy(n);
            assertThat(copy.matrix().packed()).isEqualTo(n.matrix().packed());
            assertThat(copy.right()).isEqualTo(n.right());
            assertThat(copy.squares()).isEqualTo(n.squares());
            assertThat(copy.rows()).isEqualTo(12);
            assertThat(copy.heldBytes()).isEqualTo(8 * 62);
        }
    }

    @Test
    void refusesAFolderWithoutSpace() {
        assertThatThrownBy(() -> SumStorage.onDisk(folder, SumStorage.Place.SUMS, Long.MAX_VALUE))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("are free");
        assertThatThrownBy(() -> SumStorage.onDisk(folder.resolve("none"), SumStorage.Place.SUMS, 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none");
        assertThat(folder).isEmptyDirectory();
    }

    /** Triangles of several sizes in one place, one after another, and parts of arrays in either precision. */
    @Test
    void reusesSpace() {
        try (ScratchFile file = new ScratchFile(folder)) {
            long at = file.reserve(8 * LowerTriangle.count(1000));
            for (int size : new int[] {900, 1000, 800}) {
                LowerTriangle stored = file.triangle(size, at);
                stored.set(random(size, size));
                assertThat(stored.packed()).isEqualTo(random(size, size).packed());
            }
            double[] values = {1, 2.5, 0.1, -7};
            double[] out = new double[5];
            file.write(at, values, 1, 3);
            file.read(at, out, 2, 3);
            assertThat(out).containsExactly(0, 0, 2.5, 0.1, -7);
            file.writeSingle(at, values, 1, 3);
            file.readSingle(at, out, 1, 3);
            assertThat(out).containsExactly(0, 2.5, (float) 0.1, -7, -7);
        }
    }
}
