package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.file.Structures;

/** The example of a Java program in one file, run by {@code java} itself as the page on Java says. */
class ExampleProgramTest {
    @TempDir
    private Path folder;

    @Test
    void predictsWithoutABuild() throws IOException, InterruptedException {
        Path options = Files.writeString(folder.resolve("options.yaml"), """
                data: {train: "DATA@0:20"}
                representations:
                  - cutoff: {radius: 3}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                model: {representatives: {count: 30}, noise: 0.01}
                targets: {energy: {baseline: composition}}
                """.replace(
                        "DATA", CommandRun.molecules().toString()));
        Path model = folder.resolve("model.safetensors");
        CommandRun train = CommandRun.of("train", options, "-o", model);
        assertThat(train.code()).as(train.err()).isZero();
        String data = CommandRun.molecules() + "@20:22";
        Path predicted = folder.resolve("predicted.xyz");
        assertThat(CommandRun.of("eval", model, data, "-o", predicted, "--backend", "cpu")
                        .code())
                .isZero();

        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--class-path",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CommandRun.root()
                                .resolve("src/examples/java/Energies.java")
                                .toString(),
                        model.toString(),
                        data)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("LD_PRELOAD");
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err)).doesNotContain("INFO", "WARN ");
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        assertThat(lines).hasSize(2);
        int row = 0;
        for (var s : Structures.read(predicted)) {
            assertThat(lines.get(row++))
                    .contains(String.format(Locale.ROOT, ": %.4f eV, largest", s.numbers("predicted_energy")[0]));
        }
    }
}
