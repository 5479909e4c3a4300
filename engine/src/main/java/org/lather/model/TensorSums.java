package org.lather.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.gram.ShardPlan;
import org.lather.gram.TensorRows;
import org.lather.options.Target;
import org.lather.solve.HostRidge;
import org.lather.structure.Frames;
import org.lather.structure.Structure;

/** The pass over the structures that sums up the normal equations of tensors of one order, 2 λ + 1 rows a structure or atom. */
final class TensorSums implements AutoCloseable {
    private final TrainingRun run;
    private final List<TensorGroup> groups;
    private final int folds;
    private final int components;
    private final ShardPlan shards;
    private final Whitening whitening;
    private final Checkpoint checkpoint;
    private final Backend backend;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);
    private int firstEnvironment;

    /**
     * @param folds that are kept apart
     * @param checkpoint of this order
     */
    TensorSums(
            TrainingRun run,
            List<TensorGroup> groups,
            int folds,
            int components,
            ShardPlan shards,
            Whitening whitening,
            Checkpoint checkpoint) {
        this.run = run;
        this.groups = groups;
        this.folds = folds;
        this.components = components;
        this.shards = shards;
        this.whitening = whitening;
        this.checkpoint = checkpoint;
        this.backend = run.backend();
    }

    void accumulate(TensorRows rows) {
        try {
            for (TensorGroup group : groups) {
                for (int f = 0; f < folds; f++) {
                    accumulators.add(backend.accumulator(checkpoint.sums(
                            accumulators.size(), rows.size(), group.series().size())));
                }
                int height = group.quantity() == Target.Quantity.ATOM ? TensorRows.MAX_RANGE : shards.largest();
                tiles.computeIfAbsent(group.quantity(), q -> backend.tile(height * components, rows.size()));
            }
            stream(rows);
            checkpoint.summed(shards.shards(), this::downloaded);
        } finally {
            tiles.values().forEach(Tile::close);
            tiles.clear();
        }
    }

    /** Fits of one group's sums, where the backend has them or else on the host. */
    RidgeSystem system(int group) {
        List<Accumulator> own = accumulators.subList(group * folds, (group + 1) * folds);
        return backend.ridge(own).orElseGet(() -> {
            List<NormalEquations> sums = own.stream().map(Accumulator::download).toList();
            own.forEach(Accumulator::close);
            return new HostRidge(sums, backend.dense(), backend.ledger());
        });
    }

    private List<NormalEquations> downloaded() {
        return accumulators.stream().map(Accumulator::download).toList();
    }

    @Override
    public void close() {
        accumulators.forEach(Accumulator::close);
    }

    private void stream(TensorRows rows) {
        if (checkpoint.resumedShards() == shards.shards()) {
            return;
        }
        try (Frames frames = run.source().frames()) {
            WantedFrames wanted = new WantedFrames(frames, run.set());
            firstEnvironment = 0;
            for (int shard = 0; shard < shards.shards(); shard++) {
                List<Structure> structures = new ArrayList<>();
                int atoms = 0;
                for (int i = shards.start(shard); i < shards.start(shard + 1); i++) {
                    Structure s = wanted.next();
                    structures.add(s);
                    atoms += s.size();
                }
                if (shard >= checkpoint.resumedShards()) {
                    addShard(rows, shard, structures);
                    checkpoint.shardDone(shard + 1, this::downloaded);
                    if (run.execution().cancelled().getAsBoolean()) {
                        throw new CancelledException(checkpoint.saveNow(shard + 1, shards.shards(), this::downloaded));
                    }
                }
                firstEnvironment += atoms;
                run.execution().progress().advance(atoms);
            }
        }
    }

    private void addShard(TensorRows rows, int shard, List<Structure> structures) {
        RowReduction reduction = new RowReduction(structures);
        int n = reduction.environments();
        tiles.values().forEach(Tile::clear);
        int fold = shards.fold(shard) % folds;
        rows.compute(
                structures,
                (from, to, environments) -> tiles.forEach((quantity, tile) -> {
                    int origin = from / TensorRows.MAX_RANGE * TensorRows.MAX_RANGE;
                    backend.reduce(
                            environments,
                            componentRows(reduction.rows(quantity, from, to, origin)),
                            componentFactors(reduction.factors(quantity, from, to)),
                            tile);
                    // blocks of rows of fixed size, whatever the range: sums depend on how rows are divided
                    if (quantity == Target.Quantity.ATOM && (to % TensorRows.MAX_RANGE == 0 || to == n)) {
                        int[] owners = new int[to - origin];
                        Arrays.setAll(owners, i -> shards.start(shard) + reduction.structure(origin + i));
                        addRows(quantity, tile, firstEnvironment + origin, owners, i -> 1, fold);
                        tile.clear();
                    }
                }));
        int[] owners = new int[structures.size()];
        Arrays.setAll(owners, i -> shards.start(shard) + i);
        tiles.forEach((quantity, tile) -> {
            if (quantity != Target.Quantity.ATOM) {
                addRows(
                        quantity,
                        tile,
                        shards.start(shard),
                        owners,
                        i -> structures.get(i).size(),
                        fold);
            }
        });
    }

    private int[] componentRows(int[] rows) {
        int[] out = new int[rows.length * components];
        Arrays.setAll(out, i -> rows[i / components] * components + i % components);
        return out;
    }

    private double[] componentFactors(double[] factors) {
        double[] out = new double[factors.length * components];
        Arrays.setAll(out, i -> factors[i / components]);
        return out;
    }

    /** @param owners the structure of each structure or atom of the tile */
    private void addRows(
            Target.Quantity quantity, Tile tile, int firstRow, int[] owners, IntUnaryOperator atoms, int fold) {
        backend.whiten(tile, whitening);
        int count = owners.length * components;
        for (int g = 0; g < groups.size(); g++) {
            TensorGroup group = groups.get(g);
            if (group.quantity() != quantity) {
                continue;
            }
            int targets = group.series().size();
            double[] weight = new double[count];
            double[] values = new double[count * targets];
            for (int i = 0; i < owners.length; i++) {
                double w = group.weight(firstRow + i, owners[i], atoms.applyAsInt(i));
                for (int m = 0; m < components; m++) {
                    weight[i * components + m] = w;
                    group.values(firstRow + i, m, values, (i * components + m) * targets);
                }
            }
            accumulators.get(g * folds + fold).add(tile, count, weight, values);
        }
    }
}
