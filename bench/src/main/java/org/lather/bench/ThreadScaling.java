package org.lather.bench;

import java.util.Arrays;
import java.util.Locale;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;

/**
 * Measures the gain by several threads: environments per second (wall time) of neighbours, expansion and power spectrum
 * on the cpu backend with one thread and with several. A shared machine changes its speed by a factor of nearly two
 * from one second to the next: most likely because the host gives its core to another guest as well, so that each
 * executes half as many instructions. So the two alternate in intervals of a tenth of a second, and the ratio is the
 * median of the ratios of neighbouring intervals, with its quartiles. A second ratio, from process time, is less
 * affected by other programs on the machine: threads times the time of one thread over the total time of the several. A
 * yardstick that is not part of the program is measured as well: how fast one thread fills an array that fits in the
 * second-level cache, as the lowest and the highest of all rounds. If these two differ, rates of different processes
 * cannot be compared. Prints a row of a Markdown table, {@link #HEAD}.
 *
 * <p>Usage: ThreadScaling WORKLOAD [THREADS [ROUNDS [MEGABYTES of features at a time]]]
 */
public final class ThreadScaling {
    static final String HEAD =
            "| workload | Java | MB of features at a time | environments/s, 1 thread | threads | environments/s |"
                    + " ratio (quartiles) | by process time | yardstick, GB/s |\n|---|---|---|---|---|---|---|---|---|\n";

    /** Number of environments in one interval. */
    private static final int ENVIRONMENTS = 10_000;

    private ThreadScaling() {}

    public static void main(String[] args) {
        int threads = args.length > 1
                ? Integer.parseInt(args[1])
                : Runtime.getRuntime().availableProcessors();
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 90;
        double megabytes = args.length > 3 ? Double.parseDouble(args[3]) : 2;
        Rates r = measure(Workload.of(args[0]), threads, rounds, megabytes);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %d | %.0f | %.2f (%.2f to %.2f) | %.2f | %.0f to %.0f |%n",
                args[0],
                System.getProperty("java.specification.version"),
                megabytes,
                median(r.one),
                threads,
                median(r.several),
                r.ratio(0.5),
                r.ratio(0.25),
                r.ratio(0.75),
                threads * r.timeOfOne / r.timeOfSeveral,
                quantile(r.yardstick, 0),
                quantile(r.yardstick, 1));
    }

    /**
     * The rates of each round once the code is compiled: environments per second of wall time with one thread and with
     * several, and the yardstick, GB/s; the process time of all these rounds, ns.
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Rates(double[] one, double[] several, double[] yardstick, double timeOfOne, double timeOfSeveral) {
        double ratio(double quantile) {
            double[] all = new double[one.length];
            Arrays.setAll(all, i -> several[i] / one[i]);
            return quantile(all, quantile);
        }
    }

    private static double median(double[] values) {
        return quantile(values, 0.5);
    }

    private static double quantile(double[] values, double quantile) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }

    /** The last two thirds of the rounds. */
    static Rates measure(Workload w, int threads, int rounds, double megabytes) {
        int block = w.environmentsOf(megabytes, Double.BYTES);
        int repetitions = Math.max(1, ENVIRONMENTS / w.environments());
        int first = rounds / 3;
        double[][] rates = new double[2][rounds];
        double[] time = new double[2];
        double[] yardstick = new double[rounds];
        try (Backend single = open(1);
                Backend parallel = open(threads)) {
            for (int r = 0; r < rounds; r++) {
                yardstick[r] = stores();
                for (int turn = 0; turn < 2; turn++) {
                    // alternate which one comes first, so that a drift favours neither
                    int which = (r + turn) % 2;
                    long spent = GradientRates.processTime();
                    rates[which][r] = rate(which == 0 ? single : parallel, w, block, repetitions);
                    time[which] += r < first ? 0 : GradientRates.processTime() - spent;
                }
            }
        }
        return new Rates(
                Arrays.copyOfRange(rates[0], first, rounds),
                Arrays.copyOfRange(rates[1], first, rounds),
                Arrays.copyOfRange(yardstick, first, rounds),
                time[0],
                time[1]);
    }

    /** GB/s of stores to an array of 128 kB, for about 2 ms. */
    private static double stores() {
        double[] array = new double[1 << 14];
        int times = 1000;
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            Arrays.fill(array, i);
        }
        double seconds = (System.nanoTime() - begin) * 1e-9;
        // the array is read, so that the compiler does not remove the stores
        return array[times] < 0 ? 0 : (double) times * array.length * Double.BYTES * 1e-9 / seconds;
    }

    private static Backend open(int threads) {
        return Backends.open("cpu", new BackendRequest(Precision.DOUBLE, threads, 0, null));
    }

    private static double rate(Backend backend, Workload w, int block, int repetitions) {
        long begin = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
            w.describe(backend, block);
        }
        return (double) repetitions * w.environments() / ((System.nanoTime() - begin) * 1e-9);
    }
}
