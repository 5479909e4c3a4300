package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NormalEquationsTest {
    /** From several panels to several panels. */
    @Test
    void someColumns() {
        int m = 1700;
        Random random = new Random(7);
        double[] square = random.doubles((long) m * m).toArray();
        NormalEquations all = new NormalEquations(PanelsInMemory.of(square, m), 2);
        for (int i = 0; i < 2 * m; i++) {
            all.right()[i] = i;
        }
        all.squares()[1] = 4;
        all.countRows(9);
        int[] columns = IntStream.range(0, m).filter(i -> i % 3 != 1).toArray();
        NormalEquations some = all.of(columns);
        assertThat(some.size()).isEqualTo(columns.length).isGreaterThan(LowerTriangle.PANEL);
        some.matrix().forEachRow((row, values, offset) -> {
            for (int j = 0; j <= row; j++) {
                if (values[offset + j] != square[columns[row] * m + columns[j]]) {
                    throw new AssertionError("row " + row + ", column " + j);
                }
            }
        });
        for (int t = 0; t < 2; t++) {
            for (int i = 0; i < columns.length; i++) {
                assertThat(some.right()[t * columns.length + i]).isEqualTo(t * m + columns[i]);
            }
        }
        assertThat(some.squares()).containsExactly(0, 4);
        assertThat(some.rows()).isEqualTo(9);
    }
}
