package org.lather.backend.device.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.backend.device.memory.ScratchBudget;

/** Molecules, crystals and single atoms in one batch. */
class EnvironmentStepsTest {
    private static final EnvironmentSteps STEPS = new EnvironmentSteps(1000, 28, 512);

    private static int[] mixed() {
        Random random = new Random(1);
        int[] out = new int[3000];
        Arrays.setAll(out, i -> i % 7 == 0 ? 0 : i < 1500 ? 5 + random.nextInt(20) : 150 + random.nextInt(300));
        return out;
    }

    @Test
    void fillsTheRoomAndNoMore() {
        int[] pairs = mixed();
        long room = 200_000;
        int steps = 0;
        for (int begin = 0; begin < pairs.length; steps++) {
            int end = STEPS.end(begin, pairs.length, e -> pairs[e], room);
            assertThat(end).isBetween(begin + 1, begin + 512);
            assertThat(STEPS.bytes(begin, end, e -> pairs[e])).isLessThanOrEqualTo(room);
            if (end < pairs.length && end - begin < 512) {
                assertThat(STEPS.bytes(begin, end + 1, e -> pairs[e]))
                        .as("one more had fitted")
                        .isGreaterThan(room);
            }
            begin = end;
        }
        long all = STEPS.bytes(0, pairs.length, e -> pairs[e]);
        assertThat(steps).isBetween((int) (all / room), (int) (1.1 * all / room) + 1);
    }

    @Test
    void takesOneThatIsTooLargeAlone() {
        int[] pairs = {10, 100_000, 10};
        assertThat(STEPS.end(0, 3, e -> pairs[e], 5000)).isEqualTo(1);
        assertThat(STEPS.end(1, 3, e -> pairs[e], 5000)).isEqualTo(2);
        assertThat(STEPS.end(2, 3, e -> pairs[e], 5000)).isEqualTo(3);
    }

    @Test
    void takesNoMoreThanAGridHas() {
        assertThat(STEPS.end(0, 3000, e -> 0, Long.MAX_VALUE)).isEqualTo(512);
    }

    @Test
    void scratchMemoryIsAPartOfWhatIsFreeAndAllowed() {
        long gib = 1L << 30;
        assertThat(ScratchBudget.of(80 * gib, Long.MAX_VALUE)).isEqualTo(new ScratchBudget(gib / 4, gib));
        assertThat(ScratchBudget.of(80 * gib, gib)).isEqualTo(new ScratchBudget(gib / 16, gib / 8));
        assertThat(ScratchBudget.of(gib / 2, 3 * gib)).isEqualTo(new ScratchBudget(gib / 32, gib / 16));
        assertThat(ScratchBudget.of(1000, gib)).isEqualTo(new ScratchBudget(1 << 20, 1 << 20));
    }
}
