package com.example.embed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The processes of a test, in a folder and on the Java of the test. */
record Running(Path folder) {
    /**
     * The end of a process.
     *
     * @param out lines of the standard output
     * @param err the error stream
     */
    record Ended(int code, List<String> out, String err) {
        /** The rest of the lines of the standard output that begin with a word and a blank. */
        List<String> said(String word) {
            return out.stream()
                    .filter(line -> line.startsWith(word + " "))
                    .map(line -> line.substring(word.length() + 1))
                    .toList();
        }
    }

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    /** Runs a line of the shell, in which the commands of Java are those of the test's. */
    Ended shell(String line) throws IOException, InterruptedException {
        return run(List.of("bash", "-c", line), Map.of("PATH", JAVA + ":" + System.getenv("PATH")));
    }

    Ended java(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA.resolve("java").toString()));
        command.addAll(List.of(arguments));
        return run(command, environment);
    }

    private Ended run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("LD_PRELOAD", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("not done after 120 s: " + command);
        }
        return new Ended(process.exitValue(), Files.readAllLines(out), Files.readString(err));
    }
}
