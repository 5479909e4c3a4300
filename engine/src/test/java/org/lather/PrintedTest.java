package org.lather;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.BackendInfo;
import org.lather.backend.Precision;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;

/** What a debugger or a log shows of the types that programs print: one informative line. */
class PrintedTest {
    @Test
    void structures() {
        double[] positions = {0, 0, 0, 0, 0, 2, 0, 2, 0, 2, 0, 0};
        assertThat(Structure.of(new int[] {8, 6, 1, 1}, positions, Cell.NONE)).hasToString("CH2O (4 atoms)");
        Cell slab = Cell.of(new double[] {5, 0, 0, 0, 5, 0, 0, 0, 20}, true, true, false);
        assertThat(Structure.of(new int[] {14}, new double[3], slab)).hasToString("Si (1 atom, periodic along a, b)");
        Structure first =
                Structures.read(SmallTraining.chno().resolve("molecules.xyz")).first();
        assertThat(first.toString()).endsWith("molecules.xyz:1").contains(" of ");
        assertThat(Structures.of(List.of(first))).hasToString("structures of 1 structure in memory");
    }

    @Test
    void backends() {
        assertThat(new BackendInfo("cpu", "Vector API, 512 bit", Precision.SINGLE, 2, List.of("a", "b")))
                .hasToString("cpu (Vector API, 512 bit, single precision, 2 threads, 2 warnings)");
        try (ReferenceBackend backend = new ReferenceBackend(Precision.DOUBLE)) {
            assertThat(backend.toString()).startsWith("backend reference (").endsWith("double precision, 1 thread)");
        }
    }
}
