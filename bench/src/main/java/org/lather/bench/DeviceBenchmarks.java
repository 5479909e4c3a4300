package org.lather.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendReport;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.gram.ShardPlan;

/**
 * Compares a device with the CPU of its host, stage by stage and in whole trainings: {@code DeviceBenchmarks BACKEND
 * FOLDER [--data FILE] [--cuda-libraries DIR]}. Writes {@code benchmarks-BACKEND.json} and {@code .md} into the folder
 * after every step, so that measurements are kept when a later step fails or time runs out. Exit code 1 if a step
 * failed.
 */
public final class DeviceBenchmarks {
    /** Structures of the data set that the trainings are meant for; the last of them are for tests. */
    private static final int TOTAL = 100_000;

    private static final int TESTED = 5_000;
    private static final int[] SIZES = {95_000, 1_000, 5_000, 20_000};

    private final String name;
    private final BenchmarkReport report;
    private final @Nullable Path data;
    private final @Nullable Path libraries;
    private final boolean small;
    private int failures;

    private DeviceBenchmarks(
            String name, BenchmarkReport report, @Nullable Path data, @Nullable Path libraries, boolean small) {
        this.name = name;
        this.report = report;
        this.data = data;
        this.libraries = libraries;
        this.small = small;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2 || args.length % 2 != 0) {
            System.err.println(
                    "expected BACKEND FOLDER [--data FILE] [--cuda-libraries DIR], got " + String.join(" ", args));
            System.exit(2);
        }
        Path data = null;
        Path libraries = null;
        for (int i = 2; i < args.length; i += 2) {
            switch (args[i]) {
                case "--data" -> data = Path.of(args[i + 1]).toAbsolutePath();
                case "--cuda-libraries" -> libraries = Path.of(args[i + 1]);
                default -> {
                    System.err.println("expected --data or --cuda-libraries, got " + args[i]);
                    System.exit(2);
                }
            }
        }
        BackendReport what = Backends.report(request(Precision.DOUBLE, libraries)).stream()
                .filter(r -> r.name().equals(args[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a backend, got " + args[0]));
        if (!what.available()) {
            System.err.println("backend " + args[0] + ": " + what.reason() + ". " + what.cure());
            System.exit(5);
        }
        // a device that auto would not take is a processor
        boolean small = !what.reason().isEmpty();
        BenchmarkReport report = new BenchmarkReport(Files.createDirectories(Path.of(args[1])), args[0], what, small);
        DeviceBenchmarks all = new DeviceBenchmarks(args[0], report, data, libraries, small);
        all.run();
        System.exit(all.failures == 0 ? 0 : 1);
    }

    private static BackendRequest request(Precision precision, @Nullable Path libraries) {
        return new BackendRequest(precision, Runtime.getRuntime().availableProcessors(), 0, libraries);
    }

    private void run() {
        step("stages in double precision", () -> stages(name, Precision.DOUBLE));
        if (data != null) {
            int[] sizes = small ? new int[] {100} : SIZES;
            // the most important size comes first, in case time runs out; a small training before it warms up
            step("warm-up", () -> training(name, Precision.DOUBLE, 200, false));
            for (int size : sizes) {
                step("training on " + size, () -> training(name, Precision.DOUBLE, size, true));
            }
            step("training in single precision", () -> training(name, Precision.SINGLE, sizes[0], true));
        }
        step("stages in single precision", () -> stages(name, Precision.SINGLE));
        // last, because time on a device is short
        step("stages on the processor", () -> stages("cpu", Precision.DOUBLE));
        if (data != null) {
            step("training on the processor", () -> training("cpu", Precision.DOUBLE, small ? 100 : 20_000, true));
        }
    }

    private void step(String title, Runnable work) {
        System.err.println(title);
        try {
            work.run();
        } catch (RuntimeException e) {
            // continue with the other steps
            failures++;
            report.failed(title, String.valueOf(e.getMessage()));
            System.err.println("failed: " + e);
        }
        try {
            report.write();
        } catch (IOException e) {
            failures++;
            System.err.println("the report cannot be written: " + e.getMessage());
        }
    }

    private void stages(String backend, Precision precision) {
        // the environments of a shard of a training
        int rows = small ? 256 : ShardPlan.MAX_ATOMS;
        int representatives = small ? 256 : 2000;
        try (Backend b = Backends.open(backend, request(precision, libraries))) {
            Ceilings ceilings = Ceilings.NONE;
            if (b instanceof DeviceBackend d) {
                ceilings = Ceilings.of(d.device(), small ? 64L << 20 : 1L << 30, small ? 512 : 6144);
                report.ceilings(ceilings);
            }
            Workload molecules = Workload.of("mol");
            Rounds rounds = new Rounds(small ? 0.2 : 1);
            Consumer<Measurement> each = m -> report.add(m, backend.equals("cpu"));
            new StageRates(b, ceilings, molecules, rounds, new StageRates.Size(rows, representatives), each).run();
            new TensorStages(b, ceilings, molecules, rounds, rows / 8, each).run();
            new DerivativeStages(b, b.gradients(), molecules, rounds, representatives, each).run(Math.min(rows, 1024));
        }
    }

    private void training(String backend, Precision precision, int size, boolean kept) {
        Path file = java.util.Objects.requireNonNull(data);
        int representatives = small ? 100 : 2000;
        try (Backend b = Backends.open(backend, request(precision, libraries))) {
            TrainingRates.Point p = TrainingRates.of(b, file, size, representatives, TOTAL, small ? 100 : TESTED);
            if (kept) {
                report.add(p);
            }
            System.err.printf(
                    Locale.ROOT, "  %d structures: %.2f s, MAE %.4f eV%n", p.trained(), p.trainSeconds(), p.mae());
        }
    }
}
