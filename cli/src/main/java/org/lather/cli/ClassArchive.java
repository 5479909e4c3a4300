package org.lather.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the classes that commands need, for the archive from which the launcher makes Java start faster: Java writes
 * the classes of a process to an archive when the process ends ({@code -XX:ArchiveClassesAtExit}).
 */
final class ClassArchive {
    private static final List<String> SMALL =
            List.of("-r", "model.representatives.count=30", "-r", "model.noise=0.01", "--backend", "cpu");

    private ClassArchive() {}

    /** Runs commands on a few molecules in a temporary folder. Exits with 0 if all of them succeeded. */
    public static void main(String[] arguments) throws IOException {
        Main.configureLog(List.of("-q"));
        Path folder = Files.createTempDirectory("lather-");
        int code;
        try {
            code = runAll(folder);
        } finally {
            delete(folder);
        }
        System.exit(code);
    }

    private static int runAll(Path folder) throws IOException {
        for (String name : DemoFiles.NAMES) {
            DemoFiles.unpack(name, folder);
        }
        String data = folder.resolve("molecules.xyz") + "@0:20";
        String options = file(folder, "options.yaml");
        String model = file(folder, "model.safetensors");
        int code = run("--help") + run("train", "--help") + run("backends");
        code += run("describe", data, "--options", options, "-o", file(folder, "features.npz"), "--backend", "cpu");
        code += run(Stream.concat(
                        Stream.of("train", options, "-o", model, "-r", "data.test=" + data, "-r", "data.train=" + data),
                        SMALL.stream())
                .toArray(String[]::new));
        code += run("eval", model, data, "-o", file(folder, "predicted.xyz"), "--backend", "cpu");
        code += run("model", "show", model);
        return Math.min(code, 1);
    }

    private static String file(Path folder, String name) {
        return folder.resolve(name).toString();
    }

    private static int run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Main.run(arguments, new Console(nowhere, new StatusLine(nowhere, true), new Interruption()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
