package org.lather.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.FormBlock;
import org.lather.backend.Precision;
import org.lather.gram.FoldedSums;
import org.lather.gram.KernelGradients;
import org.lather.gram.KernelValues;
import org.lather.gram.RepresentativeParts;
import org.lather.gram.TargetWeights;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Compares predictions by sums over representatives with those by forms into which the sums are folded, side by side in
 * one run: environments per second of process time, for values and for values with forces and virial, and the largest
 * difference of values and forces relative to the largest of them. Silicon: 64 displaced atoms, the features of the
 * example {@code silicon}. Molecules: those of QM9 under {@code LATHER_DATA}, 4 radial functions and l up to 4.
 *
 * <p>Usage: FoldingRates [SECONDS [THREADS [BACKEND [REPRESENTATIVES...]]]], by default 2 seconds for each number, one
 * thread, cpu, 1000 and 10000.
 */
public final class FoldingRates {
    private static final int RANGE = 512;
    private static final Covariance COVARIANCE = new Covariance(2, Covariance.Centers.SAME);

    private FoldingRates() {}

    public static void main(String[] args) {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 2;
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        String name = args.length > 2 ? args[2] : "cpu";
        int[] counts = args.length > 3
                ? Arrays.stream(args).skip(3).mapToInt(Integer::parseInt).toArray()
                : new int[] {1000, 10_000};
        System.out.println("| system | precision | d | M | task | unfolded env/s | folded env/s | ratio | difference |"
                + " folding s |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (FoldingSystem system : List.of(FoldingSystem.silicon(), FoldingSystem.molecules())) {
            for (int count : counts) {
                try (Backend exact = Backends.open(name, new BackendRequest(Precision.DOUBLE, threads, 0, null))) {
                    FeatureBlock z = system.representatives(exact, count);
                    double[] weights = system.weights(exact, z, COVARIANCE);
                    for (Precision p : Precision.values()) {
                        try (Backend backend = Backends.open(name, new BackendRequest(p, threads, 0, null))) {
                            new Run(system, exact, backend, z, weights, seconds).print();
                        }
                    }
                }
            }
        }
    }

    /** One system, number of representatives and precision. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Run(
            FoldingSystem system, Backend exact, Backend backend, FeatureBlock z, double[] weights, double seconds) {
        private EnvironmentKernel kernel() {
            return new EnvironmentKernel(List.of(new EnvironmentKernel.Term(system.descriptor(), 1)), COVARIANCE);
        }

        void print() {
            long begin = GradientRates.processTime();
            FormBlock folded = FoldedSums.of(backend.algebra().dense(), z, COVARIANCE, 1, weights);
            double folding = 1e-9 * (GradientRates.processTime() - begin);
            List<KernelGradients.Derivatives> reference;
            try (Features loaded = exact.load(z)) {
                reference = gradients(exact, loaded, TargetWeights.unfolded(weights));
            }
            try (Features loaded = backend.load(z);
                    TargetWeights form = TargetWeights.load(backend, weights, List.of(folded))) {
                TargetWeights plain = TargetWeights.unfolded(weights);
                double unfoldedError = difference(gradients(backend, loaded, plain), reference);
                double foldedError = difference(gradients(backend, loaded, form), reference);
                print("energies", loaded, plain, form, "", folding);
                String errors = String.format(Locale.ROOT, "%.1e (unfolded %.1e)", foldedError, unfoldedError);
                print("energies, forces, virial", loaded, plain, form, errors, folding);
            }
        }

        private void print(
                String task, Features loaded, TargetWeights plain, TargetWeights form, String errors, double folding) {
            boolean gradients = task.contains("forces");
            double[] rates = rates(() -> work(gradients, loaded, plain), () -> work(gradients, loaded, form));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %d | %d | %s | %.0f | %.0f | %.2f | %s | %.2f |%n",
                    system.name(),
                    backend.info().precision().name().toLowerCase(Locale.ROOT),
                    z.columns(),
                    z.rows(),
                    task,
                    rates[0],
                    rates[1],
                    rates[1] / rates[0],
                    errors,
                    folding);
        }

        private void work(boolean gradients, Features loaded, TargetWeights weights) {
            if (gradients) {
                gradients(backend, loaded, weights);
            } else {
                new KernelValues(
                                backend,
                                kernel(),
                                system.channels(),
                                RepresentativeParts.of(List.of(loaded)),
                                RANGE,
                                true)
                        .compute(system.structures(), List.of(weights));
            }
        }

        private List<KernelGradients.Derivatives> gradients(Backend on, Features loaded, TargetWeights weights) {
            double[] factors = new double[system.environments()];
            Arrays.fill(factors, 1);
            return new KernelGradients(
                            on,
                            on.gradients(),
                            kernel(),
                            system.channels(),
                            RepresentativeParts.of(List.of(loaded)),
                            RANGE)
                    .compute(system.structures(), List.of(new KernelGradients.Prediction(weights, factors)));
        }

        /** Environments per second of process time, each the median of rounds that alternate. */
        private double[] rates(Runnable... works) {
            int rounds = 8;
            double[][] all = new double[works.length][rounds];
            for (int r = 0; r < rounds; r++) {
                for (int w = 0; w < works.length; w++) {
                    long c0 = GradientRates.processTime();
                    int times = 0;
                    do {
                        works[w].run();
                        times++;
                    } while (GradientRates.processTime() - c0 < seconds * 1e9 / rounds);
                    all[w][r] = (double) times * system.environments() / ((GradientRates.processTime() - c0) * 1e-9);
                }
            }
            return Arrays.stream(all)
                    .mapToDouble(a -> Rounds.lateMedian(a, rounds / 2))
                    .toArray();
        }
    }

    /** The largest difference of values and of forces, each relative to the largest of them. */
    private static double difference(
            List<KernelGradients.Derivatives> got, List<KernelGradients.Derivatives> expected) {
        return Math.max(
                difference(got.get(0).values(), expected.get(0).values()),
                difference(got.get(0).positions(), expected.get(0).positions()));
    }

    private static double difference(double[] got, double[] expected) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(got[i] - expected[i]));
        }
        return worst / largest;
    }

    static int atoms(List<Structure> structures) {
        return structures.stream().mapToInt(Structure::size).sum();
    }
}
