package org.lather.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.NormalEquations;
import org.lather.backend.Range;
import org.lather.backend.RidgeSystem;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.kernel.Covariance;
import org.lather.neighbour.NeighbourList;
import org.lather.regression.HostRidge;
import org.lather.structure.Structure;

/** Measures each stage of a training on the same input, on any backend. */
final class StageRates {
    private final Backend backend;
    private final Ceilings ceilings;
    private final Workload workload;
    private final Rounds rounds;
    private final int rows;
    private final int representatives;
    private final Consumer<Measurement> each;

    /**
     * The size of a matrix of covariances.
     *
     * @param rows of covariances at a time
     * @param representatives the number of columns
     */
    record Size(int rows, int representatives) {}

    /** @param each is called for every stage when it is done */
    StageRates(
            Backend backend,
            Ceilings ceilings,
            Workload workload,
            Rounds rounds,
            Size size,
            Consumer<Measurement> each) {
        this.backend = backend;
        this.ceilings = ceilings;
        this.workload = workload;
        this.rounds = rounds;
        this.rows = size.rows();
        this.representatives = size.representatives();
        this.each = each;
    }

    void run() {
        features();
        try (Features x = random(1, rows);
                Features z = random(2, representatives);
                Tile k = backend.tile(rows, representatives)) {
            gram(x, z, k);
            sums(k);
        }
        transfers();
    }

    private void measure(String stage, String input, double bytes, double flop, Runnable work) {
        each.accept(rounds.of(stage, backend, input, new Rounds.Floor(bytes, flop, ceilings), work));
    }

    /** Measures features and their norms for all environments of the workload, from positions on. */
    private void features() {
        int environments = workload.environments();
        int columns = workload.descriptor().columns(workload.channels());
        double radius = workload.descriptor().radius();
        long pairs = environments; // each atom is its own neighbour
        for (Structure s : workload.structures()) {
            pairs += NeighbourList.of(s, radius).pairs();
        }
        double bytes = 28.0 * pairs
                + (double) environments * (columns * backend.info().precision().bytes() + 8);
        measure(
                "expansion and power spectrum",
                environments + " environments of " + workload.name() + ", " + pairs + " pairs, " + columns
                        + " features",
                bytes,
                0,
                () -> {
                    try (Batch batch = backend.upload(workload.structures(), workload.channels())) {
                        int range = backend.resources().largestRange();
                        for (int from = 0; from < environments; from += range) {
                            int to = Math.min(environments, from + range);
                            backend.features(new Range(batch, from, to), workload.descriptor())
                                    .close();
                        }
                    }
                });
    }

    private Features random(long seed, int count) {
        int columns = workload.descriptor().columns(workload.channels());
        Random random = new Random(seed);
        double[] values = new double[count * columns];
        Arrays.setAll(values, i -> random.nextDouble() - 0.2);
        int[] centers = new int[count];
        Arrays.setAll(centers, i -> new int[] {1, 6, 7, 8}[i * 4 / count]);
        return backend.load(new FeatureBlock(values, columns, centers));
    }

    private void gram(Features x, Features z, Tile k) {
        double flop = 2.0 * rows * representatives * x.columns();
        String input = rows + " x " + representatives + " rows of " + x.columns() + " features";
        measure("covariances, any centres", input, 0, flop, () -> {
            k.clear();
            backend.covariances(Side.of(x), Side.of(z), new Covariance(2, Covariance.Centers.ANY), 1, k);
        });
        measure("covariances, same centres", input + ", four elements", 0, flop / 4, () -> {
            k.clear();
            backend.covariances(Side.of(x), Side.of(z), new Covariance(2, Covariance.Centers.SAME), 1, k);
        });
    }

    private void sums(Tile k) {
        int m = representatives;
        int structures = Math.max(1, rows / 20);
        int[] owner = new int[rows];
        double[] one = new double[rows];
        Arrays.setAll(owner, i -> Math.min(structures - 1, i / 20));
        Arrays.fill(one, 1);
        Whitening whitening = new Whitening(m, List.of(new Whitening.Block(0, m, triangle(m))));
        double[] y = new Random(4).doubles(rows, -1, 1).toArray();
        String tile = rows + " rows of " + m;
        try (Tile out = backend.tile(structures, m);
                Tile phi = backend.tile(rows, m);
                Accumulator first = backend.accumulator(new NormalEquations(m, 1));
                Accumulator second = backend.accumulator(new NormalEquations(m, 1))) {
            measure(
                    "sums over structures",
                    tile + " to " + structures,
                    8.0 * m * (rows + 2 * structures),
                    0,
                    () -> backend.reduce(k, new RowMap(owner, one), out));
            measure("whitening", tile, 0, (double) rows * m * m, () -> backend.whiten(k, whitening));
            phi.upload(0, new Random(5).doubles((long) rows * m, -1, 1).toArray());
            measure("normal equations", tile, 0, (double) rows * m * m, () -> first.add(phi, rows, one, y));
            second.add(phi, rows, one, y);
            ridge(List.of(first, second), m);
        }
    }

    private void ridge(List<Accumulator> folds, int m) {
        try (RidgeSystem system = backend.algebra()
                .ridge(folds)
                .orElseGet(() -> new HostRidge(
                        folds.stream().map(Accumulator::download).toList(),
                        backend.algebra().dense(),
                        backend.resources().ledger()))) {
            measure("factorisation and solution", "2 folds of " + m + " x " + m, 0, (double) m * m * m / 3, () -> {
                system.factor(0, 1);
                system.squaredError(0, 0, system.solve(0));
            });
        }
    }

    /** Lower triangular, well conditioned. */
    private static double[] triangle(int n) {
        Random random = new Random(3);
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                out[i * n + j] = (random.nextDouble() - 0.5) / n;
            }
            out[i * n + i] = 1 + 1e-3 * random.nextDouble();
        }
        return out;
    }

    private void transfers() {
        int columns = workload.descriptor().columns(workload.channels());
        double[] values = new Random(6).doubles((long) rows * columns, -1, 1).toArray();
        FeatureBlock block = new FeatureBlock(values, columns, new int[rows]);
        List<Features> kept = new ArrayList<>();
        measure("features, host to device", rows + " rows of " + columns, 0, 0, () -> {
            kept.forEach(Features::close);
            kept.clear();
            kept.add(backend.load(block));
        });
        double[] out = new double[rows * columns];
        measure(
                "features, device to host",
                rows + " rows of " + columns,
                0,
                0,
                () -> kept.get(0).download(0, rows, out, 0));
        kept.forEach(Features::close);
    }
}
