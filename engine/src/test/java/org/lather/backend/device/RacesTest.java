package org.lather.backend.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Precision;

/**
 * Device programs on the host, each work-item a thread, under the thread sanitizer of g++: no races, and right numbers
 * for small sizes that straddle tiles and groups.
 */
@Tag("exhaustive")
class RacesTest {
    /** What the thread sanitizer exits with after a report. */
    private static final int RACE = 66;

    private static final Map<String, Integer> EXPANSION = Map.of(
            "L_MAX",
            3,
            "N",
            3,
            "CHANNELS",
            2,
            "PAIRS",
            4,
            "PADDED",
            4,
            "EXACT",
            0,
            "SMOOTHING",
            1,
            "SCALING",
            1,
            "ONE_HOT",
            0);

    private static final String SPECTRUM = "expansion+coupling+spectrum";

    private static Map<String, Integer> fused() {
        Map<String, Integer> out = new HashMap<>(EXPANSION);
        out.putAll(Map.of("ONE_HOT", 1, "Q", 6, "GROUP", 32, "FUSED", 1));
        return out;
    }

    private static final Map<String, Map<String, Integer>> CONSTANTS = Map.ofEntries(
            Map.entry("matrices", Map.of()),
            Map.entry("rows", Map.of("BLOCK", 32)),
            Map.entry("features", Map.of("GROUP", 64)),
            Map.entry("ridge", Map.of("GROUP", 16)),
            Map.entry("coupling", Map.of("L_MAX", 2, "Q", 10, "GROUP", 32)),
            Map.entry(SPECTRUM, fused()),
            Map.entry("tensors", Map.of()),
            Map.entry("bispectrum", Map.of()),
            Map.entry(
                    "bispectrum-gradient",
                    Map.of("L_MAX", 1, "N", 2, "CHANNELS", 2, "COLUMNS", 21, "ONE_HOT", 0, "GROUP", 16)),
            Map.entry("expansion", EXPANSION),
            Map.entry("expansion-gradient", EXPANSION),
            Map.entry(
                    "coupling-gradient",
                    Map.of(
                            "L_MAX",
                            2,
                            "N",
                            2,
                            "CHANNELS",
                            2,
                            "COLUMNS",
                            30,
                            "POWER_SPECTRUM",
                            1,
                            "ONE_HOT",
                            0,
                            "GROUP",
                            16)),
            Map.entry("forms", Map.of("GROUP", 16)),
            Map.entry("gradients", Map.of("GROUP", 16)));

    private record Run(int exitCode, String output) {}

    @TempDir
    static Path folder;

    @BeforeAll
    static void needsACompiler() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("empty.cpp"), "int main() {}\n");
        boolean works;
        try {
            works = compile("empty").exitCode == 0 && run("empty").exitCode == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "no g++ with a thread sanitizer here: races in device programs are not looked for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "matrices",
                "rows",
                "features",
                "coupling",
                "expansion",
                SPECTRUM,
                "ridge",
                "tensors",
                "bispectrum",
                "bispectrum-gradient",
                "expansion-gradient",
                "coupling-gradient",
                "forms",
                "gradients"
            })
    void hasNoRaces(String name) throws IOException, InterruptedException {
        Precision precision =
                name.startsWith("coupling") || name.equals("bispectrum-gradient") ? Precision.SINGLE : Precision.DOUBLE;
        Run run = check(name, text(name, precision));
        assertThat(run.exitCode).as(run.output).isZero();
    }

    /** The test of the test: without the barrier before its tree of sums, the norm is a race. */
    @Test
    void wouldFindARace() throws IOException, InterruptedException {
        String sound = text("features", Precision.DOUBLE);
        String racy = sound.replaceFirst("part\\[LOCAL_ID] = sum;\\s+BARRIER;", "part[LOCAL_ID] = sum;");
        assertThat(racy).isNotEqualTo(sound);
        Run run = check("features", racy);
        assertThat(run.exitCode).isEqualTo(RACE);
        assertThat(run.output).contains("data race");
    }

    private static String text(String name, Precision precision) {
        Map<String, Integer> constants = CONSTANTS.get(name);
        assertThat(constants).isNotNull();
        return new ProgramSource(name, precision, constants).text(Dialect.HOST);
    }

    private static Run check(String names, String program) throws IOException, InterruptedException {
        String name = names.substring(names.lastIndexOf('+') + 1);
        Files.writeString(folder.resolve(name + ".cpp"), program + resource("/programs/" + name + ".cpp"));
        Run compiled = compile(name);
        assertThat(compiled.exitCode).as(compiled.output).isZero();
        return run(name);
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = RacesTest.class.getResourceAsStream(path)) {
            assertThat(in).as(path).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Run compile(String name) throws IOException, InterruptedException {
        return start(List.of(
                "g++",
                "-std=c++20",
                "-O1",
                "-pthread",
                "-fsanitize=thread",
                "-Wall",
                "-Wno-unused",
                name + ".cpp",
                "-o",
                name));
    }

    private static Run run(String name) throws IOException, InterruptedException {
        return start(List.of(folder.resolve(name).toString()));
    }

    private static Run start(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("TSAN_OPTIONS", "exitcode=" + RACE);
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + ": not done after 2 minutes");
        }
        return new Run(process.exitValue(), Files.readString(log));
    }
}
