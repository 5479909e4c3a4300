package org.lather.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.gram.KernelRows;
import org.lather.gram.ShardPlan;
import org.lather.options.Target;
import org.lather.solve.HostRidge;
import org.lather.structure.Frames;
import org.lather.structure.Structure;

/** The pass over the structures that sums up normal equations, for each group of targets and each fold. */
final class NormalSums implements AutoCloseable {
    private final TrainingRun run;
    private final List<RowGroup> groups;
    private final int folds;
    private final ShardPlan shards;
    private final Whitening whitening;
    private final Checkpoint checkpoint;
    private final Backend backend;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);

    NormalSums(
            TrainingRun run,
            List<RowGroup> groups,
            int folds,
            ShardPlan shards,
            Whitening whitening,
            Checkpoint checkpoint) {
        this.run = run;
        this.groups = groups;
        this.folds = folds;
        this.shards = shards;
        this.whitening = whitening;
        this.checkpoint = checkpoint;
        this.backend = run.backend();
    }

    /** Adds up all structures, group by group, fold by fold. */
    void accumulate(KernelRows rows) {
        int m = rows.size();
        try {
            for (int g = 0; g < groups.size(); g++) {
                RowGroup group = groups.get(g);
                for (int f = 0; f < folds; f++) {
                    accumulators.add(backend.accumulator(
                            checkpoint.sums(g * folds + f, m, group.columns().size())));
                }
                int height = group.quantity() == Target.Quantity.ATOM ? KernelRows.MAX_RANGE : shards.largest();
                tiles.computeIfAbsent(group.quantity(), q -> backend.tile(height, m));
            }
            stream(rows);
            checkpoint.summed(shards.shards(), accumulators);
        } finally {
            tiles.values().forEach(Tile::close);
        }
    }

    /** Fits of one group, where the backend has the sums or else on the host. The sums of the group go with it. */
    RidgeSystem system(int group) {
        List<Accumulator> own = accumulators.subList(group * folds, (group + 1) * folds);
        Optional<RidgeSystem> there = backend.ridge(own);
        if (there.isPresent()) {
            return there.get();
        }
        List<NormalEquations> sums = own.stream().map(Accumulator::download).toList();
        own.forEach(Accumulator::close);
        return new HostRidge(sums, backend.dense(), backend.ledger());
    }

    @Override
    public void close() {
        accumulators.forEach(Accumulator::close);
    }

    private void stream(KernelRows rows) {
        run.clock().begin("covariances", run.set().environments());
        if (checkpoint.resumedShards() == shards.shards()) {
            return;
        }
        try (Frames frames = run.source().frames()) {
            WantedFrames wanted = new WantedFrames(frames, run.set());
            int environment = 0;
            for (int shard = 0; shard < shards.shards(); shard++) {
                List<Structure> structures = new ArrayList<>();
                int atoms = 0;
                for (int i = shards.start(shard); i < shards.start(shard + 1); i++) {
                    Structure s = wanted.next();
                    structures.add(s);
                    atoms += s.size();
                }
                if (shard >= checkpoint.resumedShards()) {
                    addShard(rows, shard, structures, environment);
                    checkpoint.shardDone(shard + 1, accumulators);
                    if (run.execution().cancelled().getAsBoolean()) {
                        throw new CancelledException(checkpoint.saveNow(shard + 1, shards.shards(), accumulators));
                    }
                }
                environment += atoms;
                run.execution().progress().advance(atoms);
            }
        }
    }

    private void addShard(KernelRows rows, int shard, List<Structure> structures, int firstEnvironment) {
        RowReduction reduction = new RowReduction(structures);
        int n = reduction.environments();
        tiles.values().forEach(Tile::clear);
        int fold = shards.fold(shard) % folds;
        rows.compute(structures, (from, to, environments) -> {
            tiles.forEach((quantity, tile) -> {
                int origin = from / KernelRows.MAX_RANGE * KernelRows.MAX_RANGE;
                backend.reduce(
                        environments,
                        reduction.rows(quantity, from, to, origin),
                        reduction.factors(quantity, from, to),
                        tile);
                // blocks of rows of fixed size, whatever the range: sums depend on how rows are divided
                if (quantity == Target.Quantity.ATOM && (to % KernelRows.MAX_RANGE == 0 || to == n)) {
                    addRows(quantity, tile, to - origin, firstEnvironment + origin, null, fold);
                    tile.clear();
                }
            });
        });
        tiles.forEach((quantity, tile) -> {
            if (quantity != Target.Quantity.ATOM) {
                addRows(quantity, tile, structures.size(), shards.start(shard), structures, fold);
            }
        });
    }

    private void addRows(
            Target.Quantity quantity,
            Tile tile,
            int count,
            int firstRow,
            @org.jspecify.annotations.Nullable List<Structure> structures,
            int fold) {
        backend.whiten(tile, whitening);
        for (int g = 0; g < groups.size(); g++) {
            RowGroup group = groups.get(g);
            if (group.quantity() != quantity) {
                continue;
            }
            int targets = group.columns().size();
            double[] weight = new double[count];
            double[] values = new double[count * targets];
            for (int i = 0; i < count; i++) {
                weight[i] = group.weight(
                        firstRow + i, structures == null ? 1 : structures.get(i).size());
                group.values(firstRow + i, values, i * targets);
            }
            accumulators.get(g * folds + fold).add(tile, count, weight, values);
        }
    }
}
