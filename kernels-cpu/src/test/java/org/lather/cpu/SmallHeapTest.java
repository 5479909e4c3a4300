package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is in use after many predictions is what was in use after few, in processes of little memory. */
class SmallHeapTest {
    /** The most bytes by which the heap in use may grow: code that is loaded late, and rounding of collections. */
    private static final long GROWTH = 2 << 20;

    private static void assertFlat(String heap, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapRun.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(out).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        String[] used = out.strip().lines().reduce((a, b) -> b).orElseThrow().split(" ", -1);
        assertThat(Long.parseLong(used[1]) - Long.parseLong(used[0]))
                .as("bytes in use: " + out)
                .isLessThan(GROWTH);
    }

    @Test
    void aThousandModelsAreOpenedAndClosed() throws Exception {
        assertFlat("-Xmx96m", "cycles", "1000");
    }

    @Test
    void fourThreadsAreServed() throws Exception {
        assertFlat("-Xmx80m", "service", "1000", "4");
    }
}
