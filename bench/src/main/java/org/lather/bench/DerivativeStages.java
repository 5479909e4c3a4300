package org.lather.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Range;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/** Measures derivatives of predictions, and rows of K_NM for forces and strain, on any backend. */
final class DerivativeStages {
    private final Backend backend;
    private final Gradients gradients;
    private final Workload workload;
    private final Rounds rounds;
    private final int representatives;
    private final Consumer<Measurement> each;

    /** @param each is called for every stage when it is done */
    DerivativeStages(
            Backend backend,
            Gradients gradients,
            Workload workload,
            Rounds rounds,
            int representatives,
            Consumer<Measurement> each) {
        this.backend = backend;
        this.gradients = gradients;
        this.workload = workload;
        this.rounds = rounds;
        this.representatives = Math.min(representatives, workload.environments());
        this.each = each;
    }

    void run(int environments) {
        int count = (int) IntStream.rangeClosed(1, workload.structures().size())
                .filter(k -> atoms(k) <= environments)
                .count();
        List<Structure> some = workload.structures().subList(0, Math.max(1, count));
        try (Batch batch = backend.upload(some, workload.channels());
                Features z = representatives()) {
            prediction(batch, z);
            rows(z);
        }
    }

    private int atoms(int structures) {
        return workload.structures().subList(0, structures).stream()
                .mapToInt(Structure::size)
                .sum();
    }

    private Features representatives() {
        try (Batch whole = backend.upload(workload.structures(), workload.channels());
                Features all = backend.features(new Range(whole, 0, representatives), workload.descriptor())) {
            return backend.load(all.download());
        }
    }

    private void prediction(Batch batch, Features z) {
        int n = batch.environments();
        double[] positions = new double[3 * n];
        double[] strain = new double[9 * batch.structures()];
        double[] weights = new Random(1).doubles(z.rows(), -1, 1).toArray();
        measure("energies, forces and virials", n, z.rows(), () -> {
            try (Features x = backend.features(new Range(batch, 0, n), workload.descriptor());
                    Features slopes = gradients.featureGradient(x, z, covariance(), 1, weights, new double[n])) {
                gradients.pullBack(
                        new WeightedRange(batch, 0, n, ones(n)), workload.descriptor(), slopes, positions, strain);
            }
        });
    }

    private void rows(Features z) {
        List<Structure> one = workload.structures().subList(0, 1);
        try (Batch batch = backend.upload(one, workload.channels());
                Tile positions = backend.tile(3 * batch.environments(), z.rows());
                Tile strain = backend.tile(9, z.rows())) {
            int n = batch.environments();
            measure("rows of forces and strain", n, z.rows(), () -> {
                gradients.rows(
                        new WeightedRange(batch, 0, n, ones(n)),
                        workload.descriptor(),
                        z,
                        covariance(),
                        1,
                        new DerivativeTiles(positions, strain));
            });
        }
    }

    private void measure(String stage, int environments, int z, Runnable work) {
        String input = environments + " environments of " + workload.name() + ", " + z + " representatives";
        each.accept(rounds.of(stage, backend, input, Rounds.Floor.NONE, work));
    }

    private static Covariance covariance() {
        return new Covariance(2, Covariance.Centers.SAME);
    }

    private static double[] ones(int count) {
        double[] out = new double[count];
        Arrays.fill(out, 1);
        return out;
    }
}
