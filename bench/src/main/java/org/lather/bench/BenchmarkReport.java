package org.lather.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.backend.BackendReport;

/** The measurements so far, as JSON and as a table. */
final class BenchmarkReport {
    private record Failure(String step, String message) {}

    private final Path folder;
    private final String name;
    private final BackendReport device;
    private final boolean standsIn;
    private final List<Measurement> onDevice = new ArrayList<>();
    private final List<Measurement> onProcessor = new ArrayList<>();
    private final List<TrainingRates.Point> trainings = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private Ceilings ceilings = Ceilings.NONE;

    /** @param standsIn whether the device is a CPU, whose rates say nothing about a GPU */
    BenchmarkReport(Path folder, String name, BackendReport device, boolean standsIn) {
        this.folder = folder;
        this.name = name;
        this.device = device;
        this.standsIn = standsIn;
    }

    void ceilings(Ceilings measured) {
        ceilings = measured;
    }

    void add(Measurement m, boolean processor) {
        (processor ? onProcessor : onDevice).add(m);
    }

    void add(TrainingRates.Point p) {
        trainings.add(p);
    }

    void failed(String step, String message) {
        failures.add(new Failure(step, message));
    }

    void write() throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(folder.resolve("benchmarks-" + name + ".json"), mapper.writeValueAsString(toMap()) + "\n");
        Files.writeString(folder.resolve("benchmarks-" + name + ".md"), table());
    }

    private Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("backend", name);
        out.put("device", device.device());
        out.put("stands_in_for_a_gpu", standsIn);
        out.put("java", System.getProperty("java.version"));
        out.put("host_processors", Runtime.getRuntime().availableProcessors());
        out.put("copy_bytes_per_second", Measurement.number(ceilings.bytesPerSecond()));
        out.put("vendor_gemm_flop_per_second", Measurement.number(ceilings.flopPerSecond()));
        out.put("stages", onDevice.stream().map(Measurement::toMap).toList());
        out.put(
                "stages_on_the_processor",
                onProcessor.stream().map(Measurement::toMap).toList());
        out.put("trainings", trainings.stream().map(TrainingRates.Point::toMap).toList());
        out.put(
                "failures",
                failures.stream()
                        .map(f -> Map.of("step", f.step, "message", f.message))
                        .toList());
        return out;
    }

    private String table() {
        StringBuilder out = new StringBuilder("# Backend " + name + " beside the processor\n\n" + device.device()
                + ", Java " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors of the host.\n");
        if (standsIn) {
            out.append(
                            "\n**This device is a processor that stands in for a GPU: the numbers show that everything runs,")
                    .append(" and say nothing of a GPU.**\n");
        }
        out.append(format("\nA copy moves %.1f GB/s, read and written. ", 1e-9 * ceilings.bytesPerSecond()))
                .append(
                        Double.isNaN(ceilings.flopPerSecond())
                                ? "The vendor has no product of matrices.\n"
                                : format(
                                        "The vendor's product of large matrices of doubles does %.0f GFLOP/s.\n",
                                        1e-9 * ceilings.flopPerSecond()));
        if (!onDevice.isEmpty()) {
            out.append(
                            "\n## Stages\n\nSeconds are medians. Device: its programs by its own clock, without transfers; wall:")
                    .append(
                            " with the host's part and all transfers. Floor: least bytes over the copy, or operations over")
                    .append(" the vendor's product.\n\n")
                    .append(
                            "| stage | precision | input | device, ms | wall, ms | host to device, MB | device to host, MB | rate | share of the"
                                    + " floor | processor, ms | wall over device's wall |\n")
                    .append("|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
            onDevice.forEach(m -> out.append(row(m)));
            out.append("\nWhere the device's time goes:\n\n");
            onDevice.stream()
                    .filter(m -> !m.byFunction().isEmpty())
                    .forEach(m -> out.append(
                            "- " + m.stage() + ", " + m.precision() + ": " + functions(m.byFunction()) + "\n"));
        }
        trainings(out);
        for (Failure f : failures) {
            out.append("\n**Failed: ")
                    .append(f.step)
                    .append("**: ")
                    .append(f.message)
                    .append('\n');
        }
        return out.toString();
    }

    private String row(Measurement m) {
        double host = onProcessor.stream()
                .filter(p -> p.stage().equals(m.stage()) && p.input().equals(m.input()))
                .mapToDouble(Measurement::wallSeconds)
                .findFirst()
                .orElse(Double.NaN);
        double seconds = m.deviceSeconds() > 0 ? m.deviceSeconds() : m.wallSeconds();
        String rate = m.flop() > 0
                ? format("%.0f GFLOP/s", 1e-9 * m.flop() / seconds)
                : format(
                        "%.1f GB/s",
                        1e-9
                                * (m.leastBytes() > 0 ? m.leastBytes() : m.upBytes() + m.downBytes())
                                / (m.leastBytes() > 0 ? seconds : m.wallSeconds()));
        return "| " + m.stage() + " | " + m.precision() + " | " + m.input() + " | "
                + format("%.3f", m.deviceSeconds() > 0 ? 1e3 * m.deviceSeconds() : Double.NaN) + " | "
                + format("%.3f", 1e3 * m.wallSeconds()) + " | "
                + format("%.2f", 1e-6 * m.upBytes()) + " | " + format("%.2f", 1e-6 * m.downBytes()) + " | " + rate
                + " | " + format("%.0f %%", 100 * m.share()) + " | " + format("%.3f", 1e3 * host) + " | "
                + format("%.1f", host / m.wallSeconds()) + " |\n";
    }

    private void trainings(StringBuilder out) {
        if (trainings.isEmpty()) {
            return;
        }
        out.append(
                        "\n## Trainings\n\nSparse regression, tested on the last structures of the file; seconds are wall time.\n\n")
                .append(
                        "| processor | precision | trained | representatives | training, s | of that on the device, s | test,"
                                + " s | MAE, meV | RMSE, meV | by stage |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---|\n");
        for (TrainingRates.Point p : trainings) {
            StringBuilder stages = new StringBuilder();
            p.stages()
                    .forEach((stage, s) -> stages.append(stages.length() == 0 ? "" : ", ")
                            .append(stage)
                            .append(format(" %.2f", s)));
            double device = p.deviceSeconds().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            out.append("| " + p.processor() + " | " + p.precision() + " | " + p.trained() + " | " + p.representatives()
                    + " | " + format("%.2f", p.trainSeconds()) + " | "
                    + format("%.2f", device > 0 ? device : Double.NaN)
                    + " | " + format("%.2f", p.testSeconds()) + " | " + format("%.1f", 1e3 * p.mae()) + " | "
                    + format("%.1f", 1e3 * p.rmse()) + " | " + stages + " |\n");
        }
        out.append('\n');
        trainings.stream()
                .filter(p -> !p.deviceSeconds().isEmpty())
                .forEach(p -> out.append("- " + p.trained() + " structures, " + p.precision() + ", on the device: "
                        + functions(p.deviceSeconds()) + "\n"));
    }

    private static String functions(Map<String, Double> seconds) {
        return seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(e -> e.getKey() + format(" %.3f ms", 1e3 * e.getValue()))
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static String format(String pattern, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, pattern, value) : "-";
    }
}
