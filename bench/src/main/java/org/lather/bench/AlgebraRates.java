package org.lather.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;

/**
 * Prints the rates of dense algebra in GFLOP per second of the process's CPU time (all its threads: with one thread it
 * is the speed, with several the efficiency). Arguments: backend, threads, seconds for each measurement, then
 * measurements OP:SIZE, OP among {@link DenseOperation}; a dash reads them line by line from standard input, so that a
 * caller can alternate with other programs while this one stays warm.
 */
public final class AlgebraRates {
    private AlgebraRates() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 4) {
            throw new IllegalArgumentException(
                    "expected BACKEND THREADS SECONDS OP:SIZE..., got " + args.length + " arguments");
        }
        BackendRequest request = new BackendRequest(Precision.DOUBLE, Integer.parseInt(args[1]), 0, null);
        double seconds = Double.parseDouble(args[2]);
        try (Backend backend = Backends.open(args[0], request)) {
            if (!args[3].equals("-")) {
                for (String measurement : List.of(args).subList(3, args.length)) {
                    measure(backend, measurement, seconds);
                }
                return;
            }
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                measure(backend, line.strip(), seconds);
            }
        }
    }

    private static void measure(Backend backend, String measurement, double seconds) {
        String[] parts = measurement.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("expected OP:SIZE, got " + measurement);
        }
        DenseOperation operation = DenseOperation.valueOf(parts[0].toUpperCase(Locale.ROOT));
        DenseOperation.Problem problem = new DenseOperation.Problem(operation, Integer.parseInt(parts[1]));
        problem.run(backend.algebra().dense());
        long cpu = 0;
        long runs = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (runs == 0 || System.nanoTime() < end) {
            problem.restore();
            long start = cpuTime();
            // the clock ticks in hundredths of a second on some Java versions
            int repeats = operation.inPlace() ? 1 : Math.max(1, (int) (4e9 / problem.flops()));
            for (int i = 0; i < repeats; i++) {
                problem.run(backend.algebra().dense());
            }
            cpu += cpuTime() - start;
            runs += repeats;
        }
        System.out.printf(Locale.ROOT, "%s %.2f%n", measurement, runs * problem.flops() / cpu);
        System.out.flush();
    }

    private static long cpuTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
