package org.lather.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;

class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    /** 10 MiB in the first phase; 1 MiB and 100 KiB for each environment of a range in the second. */
    private static MemoryPlan plan(int range) {
        return new MemoryPlan(
                List.of(
                        new Phase("choosing", List.of(new Item("pool", 10 * MIB))),
                        new Phase("summing", List.of(new Item("sums", MIB), new Item("features", range * 102_400L)))),
                range);
    }

    @Test
    void theLargestPhaseCounts() {
        assertThat(plan(16).bytes()).isEqualTo(10 * MIB);
        assertThat(plan(16).largest().name()).isEqualTo("choosing");
        assertThat(plan(1024).bytes()).isEqualTo(MIB + 1024 * 102_400L);
        assertThat(plan(1024).describe()).isEqualTo("sums 1 MiB + features 100 MiB = 101 MiB (summing)");
    }

    @Test
    void takesTheLargestRangeThatFits() {
        assertThat(MemoryPlan.fit(MemoryPlanTest::plan, 1L << 40, "it").rangeSize())
                .isEqualTo(1024);
        assertThat(MemoryPlan.fit(MemoryPlanTest::plan, 101 * MIB, "it").rangeSize())
                .isEqualTo(1024);
        assertThat(MemoryPlan.fit(MemoryPlanTest::plan, 101 * MIB - 1, "it").rangeSize())
                .isEqualTo(512);
        assertThat(MemoryPlan.fit(MemoryPlanTest::plan, 10 * MIB, "it").rangeSize())
                .isEqualTo(64);
    }

    @Test
    void namesTheSmallestBudgetThatWouldDo() {
        assertThatThrownBy(() -> MemoryPlan.fit(MemoryPlanTest::plan, 10 * MIB - 1, "this fit"))
                .isInstanceOfSatisfying(MemoryBudgetException.class, e -> {
                    assertThat(e.neededBytes()).isEqualTo(10 * MIB);
                    assertThat(MemoryPlan.fit(MemoryPlanTest::plan, e.neededBytes(), "this fit")
                                    .rangeSize())
                            .isGreaterThanOrEqualTo(16);
                    assertThat(e.fact()).endsWith("this fit needs 10 MiB (mostly pool), 10 MiB is allowed");
                })
                .hasMessageEndingWith(" Use a budget of " + 10 * MIB + " bytes");
    }

    /** A budget typed from the text is enough, so texts are rounded up. */
    @Test
    void textsAreNotLessThanTheBytes() {
        assertThat(MemoryPlan.text(1)).isEqualTo("1 KiB");
        assertThat(MemoryPlan.text(850 * 1024)).isEqualTo("850 KiB");
        assertThat(MemoryPlan.text(12 * MIB)).isEqualTo("12 MiB");
        assertThat(MemoryPlan.text(12 * MIB + 1)).isEqualTo("13 MiB");
        assertThat(MemoryPlan.text((31L << 30) / 10)).isEqualTo("3.1 GiB");
        assertThat(MemoryPlan.text((31L << 30) / 10 + MIB)).isEqualTo("3.2 GiB");
    }
}
