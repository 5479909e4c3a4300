package org.lather.bench;

import java.util.Locale;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;

/**
 * What several threads gain: environments a second (wall time) of neighbours, expansion and power spectrum on the cpu backend with
 * one thread and with several, round about in one process, so that both run the same compiled code and share the machine's mood. Prints a row of a Markdown
 * table, {@link #HEAD}.
 *
 * <p>Usage: ThreadScaling WORKLOAD [THREADS [ROUNDS [MEGABYTES of features at a time]]]
 */
public final class ThreadScaling {
    static final String HEAD =
            "| workload | Java | MB of features at a time | environments/s, 1 thread | threads | environments/s |"
                    + " ratio |\n|---|---|---|---|---|---|---|\n";

    private ThreadScaling() {}

    public static void main(String[] args) {
        int threads = args.length > 1
                ? Integer.parseInt(args[1])
                : Runtime.getRuntime().availableProcessors();
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 18;
        double megabytes = args.length > 3 ? Double.parseDouble(args[3]) : 2;
        Rates r = measure(Workload.of(args[0]), threads, rounds, megabytes);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %d | %.0f | %.2f |%n",
                args[0],
                System.getProperty("java.specification.version"),
                megabytes,
                r.one(),
                threads,
                r.several(),
                r.ratio());
    }

    /** Environments a second of wall time with one thread and with several. */
    record Rates(double one, double several) {
        double ratio() {
            return several / one;
        }
    }

    /** Medians of the last two thirds of the rounds, of 60,000 environments or more each. */
    static Rates measure(Workload w, int threads, int rounds, double megabytes) {
        int block = w.environmentsOf(megabytes, Double.BYTES);
        int repetitions = Math.max(1, 60_000 / w.environments());
        double[] one = new double[rounds];
        double[] several = new double[rounds];
        try (Backend single = open(1);
                Backend parallel = open(threads)) {
            for (int r = 0; r < rounds; r++) {
                one[r] = rate(single, w, block, repetitions);
                several[r] = rate(parallel, w, block, repetitions);
            }
        }
        return new Rates(Rounds.lateMedian(one, rounds / 3), Rounds.lateMedian(several, rounds / 3));
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
