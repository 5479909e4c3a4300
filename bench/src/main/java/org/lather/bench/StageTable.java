package org.lather.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Writes the time of each stage on the cpu backend as a Markdown table: {@link SoapBenchmark} under JMH in both
 * precisions, then {@link ThreadScaling}.
 *
 * <p>Usage: StageTable FILE.md
 */
public final class StageTable {
    private static final Map<String, String> STAGES = Map.of(
            "neighboursOfAll", "1. neighbour lists",
            "expand", "2. density coefficients",
            "expandAndCouple", "3. density coefficients, power spectrum, norms",
            "gram", "4. covariances with " + 8 * SoapBenchmark.BLOCK + " environments");

    private StageTable() {}

    public static void main(String[] args) throws RunnerException, IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("expected FILE.md, got " + args.length + " arguments");
        }
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(SoapBenchmark.class.getName())
                        .param("precision", "DOUBLE", "SINGLE")
                        .build())
                .run();
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "Time of each stage on the cpu backend, JMH, average over iterations of a second with its error (99.9 %%); one"
                        + " thread, Java %s,%n%s. Written by `org.lather.bench.StageTable`.%n%n"
                        + "| workload | stage | precision | µs per environment | environments/s |%n|---|---|---|---|---|%n",
                System.getProperty("java.version"),
                processor()));
        results.stream().map(StageTable::row).sorted().forEach(out::append);
        out.append(
                "\nNeighbours, expansion and power spectrum in double precision, wall time, one thread and several alternating in"
                        + " one process,\na process for each row:\n\n" + ThreadScaling.HEAD);
        for (String name : List.of("mol", "si", "mol", "si", "mol", "si")) {
            out.append(scaling(name));
        }
        Files.writeString(Path.of(args[0]), out);
    }

    /** A row of a process of its own, with this one's options. */
    private static String scaling(String workload) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ThreadScaling.class.getName(), workload));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String row(RunResult r) {
        String method = r.getParams().getBenchmark().replaceFirst(".*\\.", "");
        String workload = r.getParams().getParam("workload");
        int environments =
                method.equals("neighboursOfAll") ? Workload.of(workload).environments() : SoapBenchmark.BLOCK;
        double time = r.getPrimaryResult().getScore() / environments;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f ± %.3f | %.0f |%n",
                workload,
                STAGES.getOrDefault(method, method),
                r.getParams().getParam("precision").toLowerCase(Locale.ROOT),
                time,
                r.getPrimaryResult().getScoreError() / environments,
                1e6 / time);
    }

    /** Returns the processor by the name that Linux gives it, or else its architecture. */
    static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }
}
