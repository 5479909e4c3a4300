package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuClockTest {
    private final Map<String, Double> seconds =
            new LinkedHashMap<>(Map.of("read", 1.0, "neighbours", 0.5, "expand", 3.5, "couple", 0.0, "write", 2.0));

    @Test
    void stagesDoneTogetherShareTheirTimeAsTheWorkersDid() {
        assertThat(CpuClock.shared(seconds, Map.of("neighbours", 1.0, "expand", 3.0, "couple", 4.0)))
                .containsEntry("read", 1.0)
                .containsEntry("neighbours", 0.5)
                .containsEntry("expand", 1.5)
                .containsEntry("couple", 2.0)
                .containsEntry("write", 2.0);
    }

    @Test
    void aBackendThatDoesThemOneByOneHasNothingToShare() {
        assertThat(CpuClock.shared(seconds, Map.of("neighbours", 0.0, "expand", 0.0, "couple", 0.0)))
                .isEqualTo(seconds);
        assertThat(CpuClock.shared(seconds, Map.of())).isEqualTo(seconds);
    }
}
