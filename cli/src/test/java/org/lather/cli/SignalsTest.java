package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.BackendReport;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;

/** Signals and the command line, also where an OpenCL driver is installed that takes signals, as PoCL does. */
class SignalsTest {
    private static final Path CHAINING = Path.of(System.getProperty("java.home"), "lib/libjsig.so");

    @TempDir
    private Path folder;

    private static boolean hasOpenCl() {
        return Backends.report(BackendRequest.defaults()).stream()
                .filter(r -> r.name().equals("opencl"))
                .anyMatch(BackendReport::available);
    }

    /** A process as the launcher starts it. */
    private ProcessBuilder command(boolean chained, List<String> options, String... arguments) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        // whoever started the tests may have had SIGINT ignored, which processes inherit
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
        if (chained) {
            command.add("LD_PRELOAD=" + CHAINING);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Xmx600m",
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash-%p"),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().remove("LD_PRELOAD");
        return builder;
    }

    private static void requireEnv() throws IOException, InterruptedException {
        try {
            Process env = new ProcessBuilder("env", "--default-signal=INT", "true").start();
            assumeTrue(env.waitFor() == 0, "no env that resets signals");
        } catch (IOException e) {
            assumeTrue(false, "no env");
        }
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8)
                + Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }

    /** The sums so far are kept, everything temporary is gone, and the exit code is that of the signal. */
    @ParameterizedTest
    @CsvSource({"auto, INT, 130", "auto, HUP, 129", "opencl, INT, 130", "opencl, TERM, 143", "opencl, HUP, 129"})
    void anInterruptedTrainingKeepsItsSums(String backend, String signal, int code)
            throws IOException, InterruptedException {
        requireEnv();
        assumeTrue(backend.equals("auto") || hasOpenCl(), "no OpenCL here");
        Path work = Files.createDirectory(folder.resolve("work"));
        Process process = command(
                        backend.equals("opencl"),
                        List.of(),
                        "train",
                        CommandRun.root()
                                .resolve("src/examples/chno/options.yaml")
                                .toString(),
                        "-o",
                        work.resolve("m.safetensors").toString(),
                        "--backend",
                        backend,
                        "--threads",
                        "1",
                        "--progress",
                        "plain",
                        "-r",
                        "model.representatives.count=150",
                        "-r",
                        "model.representatives.pool=1000")
                .start();
        try {
            for (int i = 0; i < 6000 && process.isAlive() && !said().contains("covariances"); i++) {
                Thread.sleep(20);
            }
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(said()).isEqualTo(code);
        assertThat(said()).contains("their sums are kept in " + work.resolve("m.checkpoint.safetensors"));
        assertThat(names(work)).containsExactly("m.checkpoint.safetensors");
        assertThat(names(folder.resolve("temporary"))).isEmpty();
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(f -> String.valueOf(f.getFileName())).toList();
        }
    }

    private String[] describe(String backend) {
        return new String[] {
            "describe",
            CommandRun.molecules() + "@:60",
            "--options",
            CommandRun.root().resolve("src/examples/chno/options.yaml").toString(),
            "-o",
            folder.resolve("features.npy").toString(),
            "--backend",
            backend,
            "-q"
        };
    }

    /** The virtual machine looks after its own handlers, each second, and would tell of those that were replaced. */
    @ParameterizedTest
    @ValueSource(strings = {"backends", "describe"})
    void automaticReplacesNoHandler(String name) throws IOException, InterruptedException {
        requireEnv();
        String[] arguments = name.equals("backends") ? new String[] {"backends"} : describe("auto");
        Process process = command(false, List.of("-Xcheck:jni"), arguments).start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said()).isZero();
        assertThat(said()).doesNotContain("handler modified", "Handler was modified");
    }

    /** Signal chaining has its own warnings, on standard output, and native code is checked. */
    @Test
    void chainingSaysNothing() throws IOException, InterruptedException {
        requireEnv();
        assumeTrue(hasOpenCl(), "no OpenCL here");
        // as the launcher does, so that Java itself has nothing to say
        List<String> options = Runtime.version().feature() < 22
                ? List.of("-Xcheck:jni")
                : List.of("-Xcheck:jni", "--enable-native-access=ALL-UNNAMED");
        ProcessBuilder builder = command(true, options, describe("opencl"));
        // what is compiled anew may start programs
        builder.environment().put("POCL_CACHE_DIR", folder.resolve("pocl").toString());
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said()).isZero();
        assertThat(said().replace("WARNING: Using incubator modules: jdk.incubator.vector\n", ""))
                .doesNotContain("WARNING", "Warning", "warning", "deprecated");
    }

    /** Nothing but the list itself is printed, and the processor's OpenCL is not what auto takes. */
    @Test
    void theListSaysWhyAutoPassesOpenClOver() throws IOException, InterruptedException {
        requireEnv();
        assumeTrue(hasOpenCl(), "no OpenCL here");
        Process process = command(true, List.of(), "backends").start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readAllLines(folder.resolve("out"))).hasSize(5);
        String opencl = Files.readAllLines(folder.resolve("out")).get(1);
        assumeTrue(opencl.contains("CPU"), "the OpenCL device here is no processor");
        assertThat(opencl)
                .startsWith("  opencl")
                .endsWith("; not taken by auto: it computes on the CPU, where the backend cpu is faster."
                        + " Name it with --backend opencl to use it all the same");
    }
}
