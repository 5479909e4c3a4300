package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lather drive} in a process of its own under ASE, where Python has it: see bench/drive/check.py. */
class DriveWithAseTest {
    private static final String OPTIONS = """
            data: {train: "DATA@0:30"}
            representations:
              - cutoff: {radius: 3}
                density: {width: 0.4}
                basis: {max_angular: 2, radial: {max_radial: 2}}
            model: {kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01}
            targets: {energy: {baseline: composition}}
            """;

    /** A molecule in a cell so small and oblique that it meets its images. */
    private static final String CRYSTAL = """
            3
            Lattice="3.5 0.3 0.2 -0.4 3.6 0.5 0.1 -0.2 3.4" Properties=species:S:1:pos:R:3 pbc="T T T"
            O 0.1 0.2 0.3
            H 0.86 0.75 0.25
            H -0.64 0.81 0.45
            """;

    @TempDir
    private static Path folder;

    private record Ended(int code, String output) {}

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "out", ".txt");
        Process p = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = p.waitFor(120, TimeUnit.SECONDS);
        p.destroy();
        return new Ended(ended ? p.exitValue() : -1, Files.readString(output, StandardCharsets.UTF_8));
    }

    private static String python() throws InterruptedException {
        for (String python :
                List.of(CommandRun.root().resolve("bench/.venv/bin/python").toString(), "python3")) {
            if (hasAse(python)) {
                return python;
            }
        }
        return "";
    }

    private static boolean hasAse(String python) throws InterruptedException {
        try {
            return run(List.of(python, "-c", "import ase.calculators.socketio")).code() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Test
    void aseGetsTheDerivativesOfItsEnergies() throws IOException, InterruptedException {
        String python = python();
        assumeTrue(!python.isEmpty(), "no Python with ase: pip install ase, or run bench/drive/run once");
        Path options = Files.writeString(
                folder.resolve("options.yaml"),
                OPTIONS.replace("DATA", CommandRun.molecules().toString()));
        Path model = folder.resolve("model.safetensors");
        assertThat(CommandRun.of("train", options, "-o", model).code()).isZero();
        Path crystal = Files.writeString(folder.resolve("crystal.xyz"), CRYSTAL);
        String client = String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules jdk.incubator.vector -XX:TieredStopAtLevel=1 -cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "drive --threads 1");
        Ended ended = run(List.of(
                python,
                CommandRun.root().resolve("bench/drive/check.py").toString(),
                model.toString(),
                crystal.toString(),
                "--client",
                client,
                "--kinds",
                "unix",
                "--relax",
                "0"));
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("ok  unix: forces", "ok  unix: stress", "ok  unix: energy by a second client");
    }
}
