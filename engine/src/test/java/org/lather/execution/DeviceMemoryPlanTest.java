package org.lather.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
import org.lather.backend.Resources;

/** What a device has left bounds a plan as the budget does. */
class DeviceMemoryPlanTest {
    private static final MemoryPlan.Planner PLANNER = new MemoryPlan.Planner() {
        @Override
        public MemoryPlan plan(int range) {
            return new MemoryPlan(
                    List.of(new MemoryPlan.Phase("work", List.of(new MemoryPlan.Item("rows", (long) range << 20)))),
                    range);
        }

        @Override
        public Map<String, String> advice(long budgetBytes) {
            return Map.of("model.representatives.count", Long.toString(budgetBytes >> 20));
        }
    };

    private static Backend device(long free) {
        Resources resources = new Resources() {
            @Override
            public Ledger ledger() {
                throw new AssertionError("a plan does not count bytes");
            }

            @Override
            public int largestRange() {
                return 8192;
            }

            @Override
            public OptionalLong freeBytes() {
                return OptionalLong.of(free);
            }
        };
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("resources");
                    return resources;
                });
    }

    @Test
    void takesTheSmallerOfBudgetAndFreeMemory() {
        assertThat(MemoryPlan.fit(PLANNER, device(100 << 20), 1L << 40, "it").rangeSize())
                .isEqualTo(64);
        assertThat(MemoryPlan.fit(PLANNER, device(1L << 40), 40 << 20, "it").rangeSize())
                .isEqualTo(32);
    }

    @Test
    void beginsWithTheLargestRangeOfTheBackend() {
        assertThat(MemoryPlan.fit(PLANNER, device(1L << 40), 1L << 40, "it").rangeSize())
                .isEqualTo(8192);
        assertThat(MemoryPlan.fit(PLANNER, 1L << 40, "it").rangeSize()).isEqualTo(1024);
    }

    @Test
    void saysWhichOfThemIsTooSmall() {
        assertThatThrownBy(() -> MemoryPlan.fit(PLANNER, device(10 << 20), 1L << 40, "this fit"))
                .isInstanceOfSatisfying(
                        MemoryBudgetException.class, e -> assertThat(e.device()).isTrue())
                .hasMessage("memory: this fit needs 16 MiB (mostly rows), the device has 10 MiB free."
                        + " Use model.representatives.count: 10, precision single or another `device`");
        assertThatThrownBy(() -> MemoryPlan.fit(PLANNER, device(1L << 40), 10 << 20, "this fit"))
                .isInstanceOfSatisfying(
                        MemoryBudgetException.class, e -> assertThat(e.device()).isFalse())
                .hasMessage("memory: this fit needs 16 MiB (mostly rows), 10 MiB is allowed." + " Use a budget of "
                        + (16 << 20) + " bytes or model.representatives.count: 10");
    }
}
