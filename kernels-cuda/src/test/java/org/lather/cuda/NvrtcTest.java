package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every device program of the backend, compiled as on a device; NVRTC needs none. */
@Tag("exhaustive")
class NvrtcTest {
    /** Folders with NVRTC, separated by colons; several generations may be there. */
    private static final String VARIABLE = "LATHER_NVRTC";

    /** Where NVRTC of a generation is; without one the test is skipped. */
    static Path folder(Generation generation) {
        String named = Objects.requireNonNullElse(System.getenv(VARIABLE), "");
        List<Path> folders = Arrays.stream(named.split(":", -1))
                .filter(f -> !f.isBlank())
                .map(Path::of)
                .filter(f -> Files.exists(f.resolve("libnvrtc.so." + generation.major())))
                .toList();
        assumeTrue(
                !folders.isEmpty(),
                "no NVRTC of " + generation + " in a folder of the environment variable " + VARIABLE);
        return folders.get(0);
    }

    @ParameterizedTest
    @EnumSource(Generation.class)
    void compilesEveryProgram(Generation generation) throws IOException {
        String said = FakeDriver.java(
                Map.of(), NvrtcRun.class.getName(), folder(generation).toString(), generation.name());
        assertThat(said)
                .contains("known: [")
                .doesNotContain("FAILED")
                .contains("broken: nvrtcCompileProgram: device program broken for --gpu-architecture=sm_90:"
                        + " NVRTC_ERROR_COMPILATION, code 6 ")
                .contains("identifier \"x\" is undefined")
                .endsWith("exit code 0");
        assertThat(said)
                .contains("programs: [bispectrum, bispectrum-gradient, coupling, coupling-gradient, expansion,"
                        + " expansion+coupling+spectrum, expansion-gradient, features, forms, gradients, matrices,"
                        + " ridge, rows, tensors]");
        assertThat(number(said, "sources")).isGreaterThanOrEqualTo(10);
        assertThat(number(said, "assembled")).isGreaterThanOrEqualTo(5);
        assertThat(number(said, "cubins") + number(said, "assembled")).isEqualTo(number(said, "wanted"));
    }

    private static int number(String text, String name) {
        return Integer.parseInt(text.replaceAll("(?s).*\\b" + name + ": (\\d+).*", "$1"));
    }
}
