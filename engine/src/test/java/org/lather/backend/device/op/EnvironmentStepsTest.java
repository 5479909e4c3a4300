package org.lather.backend.device.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.backend.DeviceMemoryException;
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

    /** The ends of all steps. */
    private static List<Integer> ends(int[] pairs, long room) {
        List<Integer> out = new ArrayList<>();
        STEPS.steps(e -> pairs[e], room).cover(pairs.length, (from, to) -> {}, (from, to) -> out.add(to));
        return out;
    }

    @Test
    void fillsTheRoomAndNoMore() {
        int[] pairs = mixed();
        long room = 200_000;
        int begin = 0;
        for (int end : ends(pairs, room)) {
            assertThat(end).isBetween(begin + 1, begin + 512);
            assertThat(STEPS.bytes(begin, end, e -> pairs[e])).isLessThanOrEqualTo(room);
            if (end < pairs.length && end - begin < 512) {
                assertThat(STEPS.bytes(begin, end + 1, e -> pairs[e]))
                        .as("one more had fitted")
                        .isGreaterThan(room);
            }
            begin = end;
        }
        assertThat(begin).isEqualTo(pairs.length);
        long all = STEPS.bytes(0, pairs.length, e -> pairs[e]);
        assertThat(ends(pairs, room)).hasSizeBetween((int) (all / room), (int) (1.1 * all / room) + 1);
    }

    @Test
    void takesOneThatIsTooLargeAlone() {
        assertThat(ends(new int[] {10, 100_000, 10}, 5000)).containsExactly(1, 2, 3);
    }

    @Test
    void takesNoMoreThanAGridHas() {
        assertThat(ends(new int[3000], Long.MAX_VALUE)).startsWith(512, 1024);
    }

    /** Half of what did not fit, whatever the size of the environments. */
    @Test
    void halvesWhatDoesNotFit() {
        int[] pairs = mixed();
        List<Integer> computed = new ArrayList<>(List.of(0));
        STEPS.steps(e -> pairs[e], 200_000)
                .cover(
                        pairs.length,
                        (from, to) -> {
                            if (STEPS.bytes(from, to, e -> pairs[e]) > 60_000) {
                                throw new DeviceMemoryException("full");
                            }
                        },
                        (from, to) -> {
                            assertThat(from).isEqualTo(computed.get(computed.size() - 1));
                            computed.add(to);
                        });
        assertThat(computed)
                .endsWith(pairs.length)
                .hasSizeGreaterThan(ends(pairs, 60_000).size());
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
