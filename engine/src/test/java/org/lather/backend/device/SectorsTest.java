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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Precision;

/**
 * How much device programs move for what they ask for: work-items run as threads on the host, and what 32 neighbours
 * read or write at one place of the code counts as sectors of 32 bytes, as a GPU moves them. Strided or scattered
 * accesses show as a ratio of up to 4 for doubles.
 */
class SectorsTest {
    private static final String SPECTRUM = "expansion+coupling+spectrum";

    /** Neighbours are few, so the last of their sectors weighs; intervals of the table begin anywhere. */
    private static final Map<String, Double> BOUNDS = Map.of("neighbours", 1.6, "table", 1.4);

    private static final double BOUND = 1.1;

    private static final Pattern LINE = Pattern.compile("(\\w+) (\\w+) (read|written) asked (\\d+) moved (\\d+)");

    @TempDir
    static Path folder;

    @BeforeAll
    static void needsACompiler() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("recorder.cpp"), resource("recorder.cpp"));
        boolean works;
        try {
            works = run("g++", "-std=c++20", "-O1", "-pthread", "-c", "recorder.cpp") == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "no g++ with C++20 here: accesses of device programs are not counted");
    }

    private static Map<String, Integer> constants(String program) {
        return switch (program) {
            case "features" -> Map.of("GROUP", 64);
            case "rows" -> Map.of("BLOCK", 32);
            case "matrices" -> Map.of();
            default -> {
                Map<String, Integer> out =
                        new HashMap<>(Map.of("L_MAX", 6, "N", 8, "CHANNELS", 4, "PADDED", 8, "Q", 32));
                out.putAll(Map.of(
                        "PAIRS", 15, "EXACT", 0, "SMOOTHING", 1, "SCALING", 0, "ONE_HOT", 1, "GROUP", 128, "FUSED", 1));
                yield out;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {SPECTRUM, "features", "rows", "matrices"})
    void movesLittleMoreThanItAsksFor(String program) throws IOException, InterruptedException {
        Map<String, Integer> constants = new HashMap<>(constants(program));
        constants.put("RECORDED", 1);
        String name = "sectors-" + program.substring(program.lastIndexOf('+') + 1);
        String text = new ProgramSource(program, Precision.DOUBLE, constants).text(Dialect.HOST);
        Files.writeString(folder.resolve(name + ".cpp"), text + resource(name + ".cpp"));
        expect("g++", "-std=c++20", "-O1", "-pthread", "-fsanitize=thread", "-w", "-c", name + ".cpp");
        expect("g++", "-pthread", name + ".o", "recorder.o", "-o", name);
        expect(folder.resolve(name).toString());
        String said = Files.readString(folder.resolve("log"));
        Matcher m = LINE.matcher(said);
        int arrays = 0;
        while (m.find()) {
            arrays++;
            double asked = Double.parseDouble(m.group(4));
            double moved = Double.parseDouble(m.group(5));
            // what all work-items of a warp read at one place is moved once
            assertThat(moved)
                    .as(m.group())
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(BOUNDS.getOrDefault(m.group(2), BOUND) * asked);
        }
        assertThat(arrays).as(said).isGreaterThanOrEqualTo(3);
        if (program.equals(SPECTRUM)) {
            // each feature is written once
            assertThat(said)
                    .contains("features written asked " + 3 * 3696 * 8 + " ")
                    .doesNotContain("features read");
        }
    }

    private static void expect(String... command) throws IOException, InterruptedException {
        assertThat(run(command)).as(Files.readString(folder.resolve("log"))).isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + ": not done after 2 minutes");
        }
        return process.exitValue();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SectorsTest.class.getResourceAsStream("/programs/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
