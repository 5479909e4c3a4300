package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes in which a driver is installed that takes signals from the virtual machine, as PoCL does, and whose threads
 * fault.
 */
class SurvivalTest {
    /** How many processes: -Dsurvivals=200 for more. */
    private static final int TIMES = Integer.getInteger("survivals", 6);

    @TempDir
    private Path folder;

    private String run(String backend, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx300m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + folder.resolve("crash-%p"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SurvivalRun.class.getName(),
                        backend))
                .redirectErrorStream(true);
        builder.environment().remove(SignalChaining.variable());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + "exit code " + process.waitFor();
    }

    private static Map<String, String> chained() {
        Here.device().close();
        Path library = SignalChaining.library();
        assumeTrue(library != null, "this Java has no libjsig");
        return Map.of(SignalChaining.variable(), Objects.requireNonNull(library).toString());
    }

    /** What auto passes over is not in the process. */
    @Test
    void automaticLeavesTheHandlersAlone() throws IOException, InterruptedException {
        Here.device().close();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            said.add(run("auto", Map.of()));
        }
        assertThat(said)
                .allSatisfy(one -> assertThat(one)
                        .contains("handlers replaced: .", "alive after 6 faults")
                        .endsWith("exit code 0"));
    }

    @Test
    void survivesADriverThatTakesSignals() throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            said.add(run("opencl", chained()));
        }
        assertThat(said)
                .allSatisfy(one -> assertThat(one)
                        .contains("alive after 6 faults on opencl")
                        .endsWith("exit code 0"));
    }

    /** Without signal chaining: one sentence with what to do, which then helps. */
    @Test
    void refusesADriverThatTakesSignals() throws IOException, InterruptedException {
        Map<String, String> chained = chained();
        assumeTrue(!Drivers.here().ask().taken().isEmpty(), "no driver here takes signals");
        String said = run("opencl", Map.of());
        assertThat(said)
                .contains("UnavailableBackendException: backend opencl: its driver replaces signal handlers of the Java"
                        + " virtual machine (")
                .contains("SIGSEGV")
                .contains("Start the program with signal chaining: " + SignalChaining.variable() + "="
                        + chained.get(SignalChaining.variable()) + " java ...")
                .doesNotContain("alive");
    }
}
