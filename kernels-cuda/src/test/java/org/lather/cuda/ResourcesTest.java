package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Registers, local memory and occupancy of each device program on A100 (sm_80) and H100, H200 (sm_90), from NVRTC
 * alone: nothing spills, and multiprocessors hold enough work-items.
 */
class ResourcesTest {
    /** Of a hundred; NVIDIA's guides call 25 to 50 enough for programs with several independent sums in registers. */
    private static final int LEAST = 25;

    private static final Pattern USE =
            Pattern.compile("(?m)^use: (\\S+) sm_(\\d+) (\\w+) group \\d+ registers (\\d+) local (\\d+)"
                    + " stack (\\d+) spilled (\\d+) groups (\\d+) occupancy (\\d+)$");

    @ParameterizedTest
    @EnumSource(Generation.class)
    void programsFitAMultiprocessor(Generation generation) throws IOException {
        String said = FakeDriver.java(
                Map.of(),
                ResourcesRun.class.getName(),
                NvrtcTest.folder(generation).toString(),
                generation.name());
        assertThat(said).doesNotContain("FAILED").endsWith("exit code 0");
        Matcher m = USE.matcher(said);
        int functions = 0;
        while (m.find()) {
            functions++;
            String what = m.group();
            // one triangle a work-item, without cuBLAS alone
            if (!m.group(1).equals("rows.solve")) {
                assertThat(m.group(6))
                        .as("memory in place of registers: " + what)
                        .isEqualTo("0");
            }
            assertThat(m.group(7)).as("spilled registers: " + what).isEqualTo("0");
            assertThat(Integer.parseInt(m.group(9))).as(what).isGreaterThanOrEqualTo(LEAST);
        }
        // the multiprocessor of a newer device holds chunks of more pairs, and as many groups as registers suffice for
        assertThat(said)
                .containsPattern("use: expansion\\+coupling\\+spectrum.spectrum sm_80 .* groups 5 ")
                .containsPattern("use: expansion\\+coupling\\+spectrum.spectrum sm_90 .* groups 6 ");
        assertThat(functions).as(said).isGreaterThanOrEqualTo(60);
        assertThat(said)
                .contains(
                        "expansion+coupling+spectrum.spectrum sm_90",
                        "matrices.covariance sm_90",
                        "matrices.gram sm_80");
    }

    /** The examples of NVIDIA's occupancy calculator by hand: by warps, by registers, by local memory. */
    @Test
    void countsGroups() {
        assertThat(new Occupancy(32, 0, 128).groups(90)).isEqualTo(16);
        assertThat(new Occupancy(64, 0, 256).groups(90)).isEqualTo(4);
        assertThat(new Occupancy(65, 0, 128).groups(90)).isEqualTo(7);
        assertThat(new Occupancy(32, 47 << 10, 128).groups(90)).isEqualTo(4);
        assertThat(new Occupancy(32, 47 << 10, 128).groups(80)).isEqualTo(3);
        assertThat(new Occupancy(64, 0, 256).share(90)).isEqualTo(0.5);
    }
}
