package org.lather.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
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

/** The pass over the structures that sums up normal equations, as many as the layout keeps apart. */
final class NormalSums implements AutoCloseable {
    private final TrainingRun run;
    private final SumLayout layout;
    private final List<RowGroup> groups;
    private final int folds;
    private final ShardPlan shards;
    private final Whitening whitening;
    private final Checkpoint checkpoint;
    private final Backend backend;
    private final DerivativeBlocks blocks;
    private int firstEnvironment;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);

    NormalSums(TrainingRun run, SumLayout layout, ShardPlan shards, Whitening whitening, Checkpoint checkpoint) {
        this.run = run;
        this.layout = layout;
        this.groups = layout.groups();
        this.folds = layout.folds();
        this.shards = shards;
        this.whitening = whitening;
        this.checkpoint = checkpoint;
        this.backend = run.backend();
        this.blocks = new DerivativeBlocks(run.set().atoms(), shards);
    }

    /** Adds up all structures, in the order of the layout. */
    void accumulate(KernelRows rows) {
        int m = rows.size();
        rows.reserve();
        try {
            for (int i = 0; i < layout.size(); i++) {
                accumulators.add(backend.accumulator(checkpoint.sums(i, m, layout.targets(i))));
            }
            for (RowGroup group : groups) {
                int height = group.quantity() == Target.Quantity.ATOM ? KernelRows.MAX_RANGE : shards.largest();
                tiles.computeIfAbsent(group.quantity(), q -> backend.tile(height, m));
            }
            if (groups.stream().allMatch(g -> g.derivatives().isEmpty())) {
                stream(rows, null);
            } else {
                try (DerivativeRows derivatives =
                        new DerivativeRows(run, layout, blocks, whitening, accumulators, rows)) {
                    stream(rows, derivatives);
                }
            }
            checkpoint.summed(shards.shards(), accumulators);
        } finally {
            tiles.values().forEach(Tile::close);
        }
    }

    /** Fits of one group's sums of values, or of all kinds together, where the backend has them or else on the host; they go with it. */
    RidgeSystem system(int group) {
        List<Accumulator> own = folds(group, 0);
        Optional<RidgeSystem> there = backend.ridge(own);
        if (there.isPresent()) {
            return there.get();
        }
        return new HostRidge(downloaded(own), backend.dense(), backend.ledger());
    }

    /** The sums of each kind and fold of one group, on the host; they go from the backend. */
    List<List<NormalEquations>> kinds(int group) {
        List<List<NormalEquations>> out = new ArrayList<>();
        for (int k = 0; k < layout.kinds(group); k++) {
            out.add(downloaded(folds(group, k)));
        }
        return out;
    }

    private List<Accumulator> folds(int group, int kind) {
        int from = layout.index(group, kind, 0);
        return accumulators.subList(from, from + layout.folds());
    }

    private static List<NormalEquations> downloaded(List<Accumulator> own) {
        List<NormalEquations> sums = own.stream().map(Accumulator::download).toList();
        own.forEach(Accumulator::close);
        return sums;
    }

    @Override
    public void close() {
        accumulators.forEach(Accumulator::close);
    }

    private void stream(KernelRows rows, @Nullable DerivativeRows derivatives) {
        run.clock().begin("covariances", run.set().environments());
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
                    addDerivatives(derivatives, shard, structures);
                    checkpoint.shardDone(shard + 1, accumulators);
                    if (run.execution().cancelled().getAsBoolean()) {
                        throw new CancelledException(checkpoint.saveNow(shard + 1, shards.shards(), accumulators));
                    }
                }
                firstEnvironment += atoms;
                run.execution().progress().advance(atoms);
            }
        }
    }

    private void addDerivatives(@Nullable DerivativeRows derivatives, int shard, List<Structure> structures) {
        if (derivatives == null) {
            return;
        }
        int first = shards.start(shard);
        int begin = first;
        for (int end : blocks.ends(shard)) {
            derivatives.add(begin, structures.subList(begin - first, end - first), shards.fold(shard) % folds);
            begin = end;
        }
    }

    private void addShard(KernelRows rows, int shard, List<Structure> structures) {
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
                    addAtoms(tile, to - origin, origin, shards.start(shard), reduction, fold);
                    tile.clear();
                }
            });
        });
        tiles.forEach((quantity, tile) -> {
            if (quantity != Target.Quantity.ATOM) {
                addStructures(quantity, tile, shards.start(shard), structures, fold);
            }
        });
    }

    private void addStructures(Target.Quantity quantity, Tile tile, int first, List<Structure> structures, int fold) {
        int[] owners = new int[structures.size()];
        Arrays.setAll(owners, i -> first + i);
        addRows(
                quantity,
                tile,
                owners.length,
                first,
                owners,
                i -> structures.get(i).size(),
                fold);
    }

    private void addAtoms(Tile tile, int count, int origin, int first, RowReduction reduction, int fold) {
        int[] owners = new int[count];
        Arrays.setAll(owners, i -> first + reduction.structure(origin + i));
        addRows(Target.Quantity.ATOM, tile, count, firstEnvironment + origin, owners, i -> 1, fold);
    }

    /** @param owners the structure of each row */
    private void addRows(
            Target.Quantity quantity,
            Tile tile,
            int count,
            int firstRow,
            int[] owners,
            IntUnaryOperator atoms,
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
                weight[i] = group.weight(firstRow + i, owners[i], atoms.applyAsInt(i));
                group.values(firstRow + i, values, i * targets);
            }
            accumulators.get(layout.index(g, 0, fold)).add(tile, count, weight, values);
        }
    }
}
