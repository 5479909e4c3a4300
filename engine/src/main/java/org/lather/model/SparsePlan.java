package org.lather.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lather.backend.Gradients;
import org.lather.backend.NormalEquations;
import org.lather.gram.MemoryPlan;
import org.lather.gram.MemoryPlan.Item;
import org.lather.gram.MemoryPlan.Phase;
import org.lather.gram.ShardPlan;
import org.lather.kernel.Covariance;
import org.lather.options.Representatives;
import org.lather.selection.FarthestPointSampling;
import org.lather.selection.Pool;

/** What a sparse fit will hold, phase by phase. Nothing in it grows with the number of structures but the targets. */
final class SparsePlan {
    /** Bytes of an atom: position, and some fifty neighbours with vector, distance and shift. */
    private static final long ATOM = 64 + 50 * 48;

    private static final int NEIGHBOURS = 50;

    private final long features;
    private final long featureBytes;
    private final int representatives;
    private final int pool;
    private final boolean farthest;
    private final SumLayout layout;
    private final int targets;
    private final int shardRows;
    private final long shardAtoms;
    private final long batchAtoms;
    private final long targetBytes;
    private final int[] poolGroups;
    private final long whitening;
    private final DerivativeBlocks blocks;
    private final Optional<Gradients> gradients;
    /** The part that the commonest element has, of representatives and environments. */
    private final double largestShare;

    private final int neighbours;

    SparsePlan(TrainingRun run, SumLayout layout, ShardPlan shards) {
        Representatives r = run.options().model().representatives();
        this.features = run.kernel().columns(run.channels());
        this.featureBytes = run.backend().info().precision().bytes();
        this.pool = RepresentativeSelection.poolSize(r, run.set().environments());
        this.representatives = Math.min(r.count(), pool);
        this.farthest = r.selection() == Representatives.Selection.FPS;
        this.layout = layout;
        this.targets = run.set().columns().size();
        this.shardRows = shards.largest();
        int[] atoms = run.set().atoms();
        long largest = 0;
        for (int shard = 0; shard < shards.shards(); shard++) {
            long sum = 0;
            for (int i = shards.start(shard); i < shards.start(shard + 1); i++) {
                sum += atoms[i];
            }
            largest = Math.max(largest, sum);
        }
        this.shardAtoms = largest;
        this.batchAtoms = Math.min(
                run.set().environments(),
                ShardPlan.MAX_ATOMS + Arrays.stream(atoms).max().orElse(0));
        this.targetBytes = run.set().bytes();
        boolean same = run.kernel().covariance().centers() == Covariance.Centers.SAME;
        double[] shares = same ? run.set().shares() : new double[] {1};
        this.poolGroups = new int[shares.length];
        double squares = 0;
        for (int k = 0; k < shares.length; k++) {
            poolGroups[k] = (int) Math.round(shares[k] * pool);
            squares += shares[k] * shares[k];
        }
        this.blocks = new DerivativeBlocks(atoms, shards);
        this.gradients = run.backend().gradients();
        this.largestShare = Arrays.stream(shares).max().orElse(1);
        this.neighbours = Math.min(NEIGHBOURS, Arrays.stream(atoms).max().orElse(NEIGHBOURS));
        this.whitening = (long) (8 * squares * representatives * representatives);
    }

    /** The bytes of the rows of derivatives: their tiles, and what is held beside them. */
    private Item derivatives(long valueBytes) {
        long m = representatives;
        long tiles = 8 * m * (3L * blocks.mostAtoms() + 9L * blocks.mostStructures());
        long rows = blocks.mostAtoms() * features * featureBytes
                + gradients
                        .map(g -> g.rowsBytes(
                                (int) features,
                                (int) Math.ceil(largestShare * m),
                                (int) Math.ceil(largestShare * blocks.mostAtoms()),
                                neighbours))
                        .orElse(0L);
        long sums = 24 * m * blocks.mostAtoms();
        return new Item("rows of derivatives", tiles + Math.max(0, Math.max(rows, sums) - valueBytes));
    }

    /** The plan for a number of environments at a time. */
    MemoryPlan plan(int range) {
        long m = representatives;
        long square = 8 * m * m;
        long batchRange = Math.min(range, batchAtoms);
        long shardRange = Math.min(range, shardAtoms);
        boolean copied = featureBytes < 8;
        Item held = new Item("representatives", m * features * (copied ? 8 + featureBytes : 8));
        List<Phase> phases = new ArrayList<>();
        Item candidates = new Item("pool of " + pool, pool * features * featureBytes);
        phases.add(new Phase(
                "features of the pool",
                List.of(
                        new Item("structures", batchAtoms * ATOM + targetBytes),
                        new Item("features of " + batchRange + " environments", batchRange * features * featureBytes),
                        candidates,
                        new Item("chunk", copied ? Math.min(pool, Pool.CHUNK) * features * 8 : 0))));
        if (farthest) {
            phases.add(new Phase(
                    "farthest point sampling",
                    List.of(
                            candidates,
                            new Item(
                                    "distances",
                                    FarthestPointSampling.bytes(poolGroups) + 8L * Pool.CHUNK * Pool.CHUNK))));
        }
        phases.add(new Phase(
                "choosing representatives", List.of(candidates, new Item("representatives", m * features * 8))));
        long chunk = Math.min(Pool.CHUNK, m);
        phases.add(new Phase(
                "whitening",
                List.of(
                        held,
                        new Item("chunk", chunk * features * (copied ? 8 + featureBytes : 8)),
                        new Item("covariances", square + whitening + 16 * chunk * m))));
        Item equations = new Item("normal equations", layout.size() * NormalEquations.bytes(representatives, targets));
        Item whiteningItem = new Item("whitening", whitening);
        long rangeBytes = shardRange * features * featureBytes;
        List<Item> sums = new ArrayList<>(List.of(
                new Item("structures", shardAtoms * ATOM + targetBytes),
                new Item("features of " + shardRange + " environments", rangeBytes),
                held,
                whiteningItem,
                equations,
                new Item("tiles", 8 * m * (range + (layout.groups().size() + 1) * (long) shardRows))));
        if (layout.groups().stream().anyMatch(g -> !g.derivatives().isEmpty())) {
            sums.add(derivatives(rangeBytes + 8 * m * shardRows));
        }
        phases.add(new Phase("sums over structures", sums));
        phases.add(new Phase(
                "solving",
                List.of(
                        held,
                        whiteningItem,
                        equations,
                        new Item("total and factor", 2 * square + targets * square / 2))));
        return new MemoryPlan(phases, range);
    }

    /** The largest number of representatives that a budget allows, for the error message. */
    String advice(long budgetBytes) {
        double perRow = features * 8.0;
        double square = 8.0 * (layout.size() + 3.5);
        double m = (-perRow + Math.sqrt(perRow * perRow + 4 * square * budgetBytes * 0.9)) / (2 * square);
        return m < 1 ? "" : " or model.representatives.count at most " + (long) m;
    }
}
