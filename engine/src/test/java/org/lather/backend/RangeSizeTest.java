package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeSizeTest {
    private static List<Integer> ends(RangeSize range, int count, int fits) {
        List<Integer> out = new ArrayList<>(List.of(0));
        range.cover(
                count,
                (from, to) -> {
                    if (to - from > fits) {
                        throw new DeviceMemoryException("full");
                    }
                },
                (from, to) -> {
                    assertThat(from).isEqualTo(out.get(out.size() - 1));
                    out.add(to);
                });
        return out;
    }

    @Test
    void halvesUntilItFitsAndStaysThere() {
        RangeSize range = new RangeSize(64);
        assertThat(ends(range, 100, 20)).containsExactly(0, 16, 32, 48, 64, 80, 96, 100);
        assertThat(range.size()).isEqualTo(16);
        assertThat(ends(range, 20, 100)).containsExactly(0, 16, 20);
    }

    @Test
    void leavesWhatFits() {
        RangeSize range = new RangeSize(64);
        assertThat(ends(range, 100, 64)).containsExactly(0, 64, 100);
        assertThat(range.size()).isEqualTo(64);
    }

    /** The last range is short: half of the size would be no less. */
    @Test
    void getsBelowTheNumberThatDidNotFit() {
        RangeSize range = new RangeSize(1024);
        assertThat(ends(range, 10, 6)).containsExactly(0, 4, 8, 10);
    }

    @Test
    void endsWithOneSentence() {
        assertThatThrownBy(() -> ends(new RangeSize(64), 100, 0))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessage("the memory of the device does not hold what one environment needs (full)");
    }
}
