package org.lather.bench;

import java.util.Arrays;
import java.util.Locale;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;

/**
 * Measures environments per second of upload, neighbours, expansion and power spectrum with norms, in process time and
 * in wall time: the median over the warm half of the rounds, each of at least 60,000 environments where the workload is
 * smaller.
 *
 * <p>Usage: DescribeRates WORKLOAD [ROUNDS [THREADS [double|single [BACKEND [MEGABYTES of features at a time]]]]]
 */
public final class DescribeRates {
    private DescribeRates() {}

    public static void main(String[] args) {
        Workload w = Workload.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        Precision precision = args.length > 3 && args[3].equals("single") ? Precision.SINGLE : Precision.DOUBLE;
        String name = args.length > 4 ? args[4] : "cpu";
        double megabytes = args.length > 5 ? Double.parseDouble(args[5]) : 1;
        int width = precision == Precision.SINGLE ? 4 : 8;
        int columns = w.descriptor().columns(w.channels());
        int block = w.environmentsOf(megabytes, width);
        // process time ticks in hundredths of a second
        int repetitions = Math.max(1, 60_000 / w.environments());
        double[] cpu = new double[rounds];
        double[] wall = new double[rounds];
        try (Backend backend = Backends.open(name, new BackendRequest(precision, threads, 0, null))) {
            for (int r = 0; r < rounds; r++) {
                long c0 = GradientRates.processTime();
                long w0 = System.nanoTime();
                for (int i = 0; i < repetitions; i++) {
                    w.describe(backend, block);
                }
                double environments = (double) repetitions * w.environments();
                cpu[r] = environments / ((GradientRates.processTime() - c0) * 1e-9);
                wall[r] = environments / ((System.nanoTime() - w0) * 1e-9);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s %s, %s, %d threads, java %s: %d environments, %d features, %d at a time: "
                            + "env/s process time median %.0f best %.0f, wall median %.0f best %.0f, peak %.1f MB%n",
                    w.name(),
                    backend.info().device(),
                    precision,
                    threads,
                    System.getProperty("java.specification.version"),
                    w.environments(),
                    columns,
                    block,
                    Rounds.lateMedian(cpu, rounds / 2),
                    best(cpu),
                    Rounds.lateMedian(wall, rounds / 2),
                    best(wall),
                    backend.resources().ledger().peakBytes() * 1e-6);
        }
    }

    private static double best(double[] all) {
        return Arrays.stream(all, all.length / 2, all.length).max().orElse(0);
    }
}
