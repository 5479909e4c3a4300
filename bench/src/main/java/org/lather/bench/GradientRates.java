package org.lather.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.gram.KernelGradients;
import org.lather.gram.RepresentativeParts;
import org.lather.gram.TargetWeights;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Measures environments per second of process time, the median over the warm half of the rounds, for three tasks:
 * {@code pull} forces and virial from a given dE/dp (neighbours, expansion, adjoint); {@code predict} energies, forces
 * and virial of a kernel model with a number of representatives, from the structures; {@code rows} force and strain
 * rows of K_NM.
 *
 * <p>Usage: GradientRates WORKLOAD [ROUNDS [THREADS [BACKEND [REPRESENTATIVES]]]]
 */
public final class GradientRates {
    private static final int RANGE = 512;

    private GradientRates() {}

    public static void main(String[] args) {
        Workload w = Workload.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 12;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        String name = args.length > 3 ? args[3] : "cpu";
        int representatives = args.length > 4 ? Integer.parseInt(args[4]) : 1000;
        try (Backend backend = Backends.open(name, new BackendRequest(Precision.DOUBLE, threads, 0, null))) {
            Gradients gradients = backend.gradients();
            FeatureBlock z = draw(backend, w, representatives);
            print(w, backend, "pull", rate(rounds, w.environments(), () -> pull(backend, gradients, w)));
            try (Features loaded = backend.load(z)) {
                EnvironmentKernel kernel = new EnvironmentKernel(
                        List.of(new EnvironmentKernel.Term(w.descriptor(), 1)),
                        new Covariance(2, Covariance.Centers.SAME));
                KernelGradients work = new KernelGradients(
                        backend, gradients, kernel, w.channels(), RepresentativeParts.of(List.of(loaded)), RANGE);
                double[] weights =
                        new SplittableRandom(2).doubles(z.rows(), -1, 1).toArray();
                double[] factors = new double[w.environments()];
                Arrays.fill(factors, 1);
                List<KernelGradients.Prediction> wanted =
                        List.of(new KernelGradients.Prediction(TargetWeights.unfolded(weights), factors));
                print(
                        w,
                        backend,
                        "predict",
                        rate(rounds, w.environments(), () -> work.compute(w.structures(), wanted)));
                List<Structure> few =
                        w.structures().subList(0, Math.min(4, w.structures().size()));
                int environments = few.stream().mapToInt(Structure::size).sum();
                print(w, backend, "rows", rate(rounds, environments, () -> rows(backend, gradients, w, few, loaded)));
            }
        }
    }

    private static FeatureBlock draw(Backend backend, Workload w, int count) {
        int[] rows = new SplittableRandom(1)
                .ints(0, w.environments())
                .distinct()
                .limit(Math.min(count, w.environments()))
                .toArray();
        try (Batch batch = backend.upload(w.structures(), w.channels());
                Features f = backend.features(Range.all(batch), w.descriptor())) {
            return f.download().gather(rows);
        }
    }

    private static void pull(Backend backend, Gradients gradients, Workload w) {
        int columns = w.descriptor().columns(w.channels());
        double[] ones = new double[RANGE * columns];
        Arrays.fill(ones, 1);
        try (Batch batch = backend.upload(w.structures(), w.channels());
                Features whole = backend.load(new FeatureBlock(ones, columns, new int[RANGE]))) {
            int n = batch.environments();
            double[] positions = new double[3 * n];
            double[] strain = new double[9 * batch.structures()];
            for (int from = 0; from + RANGE <= n; from += RANGE) {
                gradients.pullBack(
                        new WeightedRange(batch, from, from + RANGE, ones), w.descriptor(), whole, positions, strain);
            }
            int rest = n % RANGE;
            try (Features last =
                    backend.load(new FeatureBlock(Arrays.copyOf(ones, rest * columns), columns, new int[rest]))) {
                gradients.pullBack(
                        new WeightedRange(batch, n - rest, n, ones), w.descriptor(), last, positions, strain);
            }
        }
    }

    private static void rows(Backend backend, Gradients gradients, Workload w, List<Structure> structures, Features z) {
        try (Batch batch = backend.upload(structures, w.channels());
                Tile positions = backend.tile(3 * batch.environments(), z.rows());
                Tile strain = backend.tile(9 * batch.structures(), z.rows())) {
            double[] factors = new double[batch.environments()];
            Arrays.fill(factors, 1);
            gradients.rows(
                    WeightedRange.all(batch, factors),
                    w.descriptor(),
                    z,
                    new Covariance(2, Covariance.Centers.SAME),
                    1,
                    new DerivativeTiles(positions, strain));
        }
    }

    /** Each round takes half a second or more, since process time ticks in hundredths. */
    private static double rate(int rounds, int environments, Runnable work) {
        double[] all = new double[rounds];
        for (int r = 0; r < rounds; r++) {
            long c0 = processTime();
            int times = 0;
            do {
                work.run();
                times++;
            } while (processTime() - c0 < 500_000_000L);
            all[r] = (double) times * environments / ((processTime() - c0) * 1e-9);
        }
        return Rounds.lateMedian(all, rounds / 2);
    }

    private static void print(Workload w, Backend backend, String task, double rate) {
        System.out.printf(
                Locale.ROOT,
                "%s %s, %d threads, java %s, %s: env/s process time median %.0f, peak %.1f MB%n",
                w.name(),
                backend.info().device(),
                backend.info().threads(),
                System.getProperty("java.specification.version"),
                task,
                rate,
                backend.resources().ledger().peakBytes() * 1e-6);
    }

    /** CPU time of all threads of this process, ns. */
    static long processTime() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os) {
            return os.getProcessCpuTime();
        }
        throw new IllegalStateException("this Java runtime does not tell its process time");
    }
}
