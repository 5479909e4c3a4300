package org.lather.bench;

import java.util.Locale;
import java.util.Random;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;

/**
 * Measures environments per second of λ-SOAP, from neighbours to features, in process time, warm, one thread: all
 * columns or some.
 *
 * <p>Usage: EquivariantRates WORKLOAD [LAMBDA [SIGMA [COLUMNS, 0 for all [ROUNDS [BACKEND]]]]]
 */
public final class EquivariantRates {
    /** Features at a time, bytes. */
    private static final double BLOCK = 4e6;

    private EquivariantRates() {}

    public static void main(String[] args) {
        Workload w = Workload.of(args[0]);
        int lambda = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        int sigma = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        int wanted = args.length > 3 ? Integer.parseInt(args[3]) : 0;
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 9;
        String name = args.length > 5 ? args[5] : "cpu";
        Descriptor.LambdaSoap all = new Descriptor.LambdaSoap(w.descriptor().expansion(), lambda, sigma);
        int full = all.columns(w.channels());
        Descriptor.LambdaSoap d = wanted == 0
                ? all
                : new Descriptor.LambdaSoap(
                        all.expansion(),
                        lambda,
                        sigma,
                        Columns.of(new Random(1)
                                .ints(0, full)
                                .distinct()
                                .limit(wanted)
                                .sorted()
                                .toArray()));
        int values = d.columns(w.channels()) * d.components();
        int block = Math.max(1, (int) (BLOCK / 8 / values));
        double[] rates = new double[rounds];
        try (Backend backend = Backends.open(name, new BackendRequest(Precision.DOUBLE, 1, 0, null))) {
            for (int r = 0; r < rounds; r++) {
                long started = GradientRates.processTime();
                describe(backend, w, d, block);
                rates[r] = w.environments() / ((GradientRates.processTime() - started) * 1e-9);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s lambda %d sigma %+d, %s, java %s: %d environments, %d values each (%d columns), env/s process"
                            + " time median %.0f, peak %.1f MB%n",
                    w.name(),
                    lambda,
                    sigma,
                    backend.info().device(),
                    System.getProperty("java.specification.version"),
                    w.environments(),
                    values,
                    d.columns(w.channels()),
                    Rounds.lateMedian(rates, rounds / 2),
                    backend.resources().ledger().peakBytes() * 1e-6);
        }
    }

    private static void describe(Backend backend, Workload w, Descriptor d, int block) {
        try (Batch batch = backend.upload(w.structures(), w.channels())) {
            for (int from = 0; from < batch.environments(); from += block) {
                int to = Math.min(batch.environments(), from + block);
                try (Features f = backend.features(new Range(batch, from, to), d)) {
                    if (f.rows() != (to - from) * d.components()) {
                        throw new IllegalStateException("expected features of each environment, got " + f.rows());
                    }
                }
            }
        }
    }
}
