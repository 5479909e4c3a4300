package org.lather.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.density.Basis;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * Measures environments per second of bispectra beside a power spectrum, in process time, warm, one thread: features,
 * gradients pulled back from them, and rows of derivatives with 200 representatives. The rounds of both alternate.
 *
 * <p>Usage: TripleRates WORKLOAD [COLUMNS, 0 for all [MAX_ANGULAR [MAX_RADIAL [ROUNDS [BACKEND]]]]]
 */
public final class TripleRates {
    private static final int REPRESENTATIVES = 200;
    private static final long LEAST_NANOS = 300_000_000L;

    private TripleRates() {}

    public static void main(String[] args) {
        Workload w = Workload.of(args[0]);
        int wanted = number(args, 1, 400);
        DensityExpansion all = w.descriptor().expansion();
        Basis basis = new Basis(number(args, 2, 3), number(args, 3, 3), Basis.DEFAULT_SPLINE_ACCURACY);
        Descriptor.Bispectrum full =
                new Descriptor.Bispectrum(new DensityExpansion(all.cutoff(), all.density(), basis), 1);
        int columns = full.columns(w.channels());
        Descriptor triples = wanted == 0
                ? full
                : new Descriptor.Bispectrum(
                        full.expansion(),
                        1,
                        Columns.of(new Random(1)
                                .ints(0, columns)
                                .distinct()
                                .limit(wanted)
                                .sorted()
                                .toArray()));
        String name = args.length > 5 ? args[5] : "cpu";
        List<Descriptor> both = List.of(w.descriptor(), triples);
        try (Backend backend = Backends.open(name, new BackendRequest(Precision.DOUBLE, 1, 0, null))) {
            for (Task task : Task.values()) {
                double[][] rates = new double[2][number(args, 4, 7)];
                for (int r = 0; r < rates[0].length; r++) {
                    for (int d = 0; d < 2; d++) {
                        rates[d][r] = rate(backend, w, both.get(d), task);
                    }
                }
                for (int d = 0; d < 2; d++) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s %s %s, java %s, %s, %d columns: env/s process time median %.0f%n",
                            w.name(),
                            task,
                            backend.info().device(),
                            System.getProperty("java.specification.version"),
                            both.get(d).type(),
                            both.get(d).columns(w.channels()),
                            Rounds.lateMedian(rates[d], rates[d].length / 2));
                }
            }
        }
    }

    private static int number(String[] args, int place, int absent) {
        return args.length > place ? Integer.parseInt(args[place]) : absent;
    }

    /** What is computed of all structures. */
    private enum Task {
        FEATURES {
            @Override
            void run(Backend backend, Workload w, Range range, Descriptor d) {
                backend.features(range, d).close();
            }
        },
        PULL_BACK {
            @Override
            void run(Backend backend, Workload w, Range range, Descriptor d) {
                int columns = d.columns(w.channels());
                double[] ones = new double[range.size() * columns];
                Arrays.fill(ones, 1);
                double[] positions = new double[3 * range.batch().environments()];
                double[] strain = new double[9 * range.batch().structures()];
                try (Features v = backend.load(new FeatureBlock(ones, columns, new int[range.size()]))) {
                    backend.gradients().pullBack(weighted(range), d, v, positions, strain);
                }
            }
        },
        ROWS {
            @Override
            void run(Backend backend, Workload w, Range range, Descriptor d) {
                Batch batch = range.batch();
                try (Features z = backend.features(
                                new Range(batch, 0, Math.min(REPRESENTATIVES, batch.environments())), d);
                        Tile positions = backend.tile(3 * batch.environments(), z.rows());
                        Tile strain = backend.tile(9 * batch.structures(), z.rows())) {
                    backend.gradients()
                            .rows(
                                    weighted(range),
                                    d,
                                    z,
                                    new Covariance(2, Covariance.Centers.SAME),
                                    1,
                                    new DerivativeTiles(positions, strain));
                }
            }
        };

        abstract void run(Backend backend, Workload w, Range range, Descriptor d);

        private static WeightedRange weighted(Range range) {
            double[] factor = new double[range.size()];
            Arrays.fill(factor, 1);
            return new WeightedRange(range.batch(), range.from(), range.to(), factor);
        }
    }

    private static double rate(Backend backend, Workload w, Descriptor d, Task task) {
        List<Structure> some =
                w.structures().subList(0, Math.min(16, w.structures().size()));
        long started = GradientRates.processTime();
        long done = 0;
        do {
            try (Batch batch = backend.upload(some, w.channels())) {
                int most = Math.min(batch.environments(), 256);
                task.run(backend, w, new Range(batch, 0, most), d);
                done += most;
            }
        } while (GradientRates.processTime() - started < LEAST_NANOS);
        return done / ((GradientRates.processTime() - started) * 1e-9);
    }
}
