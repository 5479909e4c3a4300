package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.NormalEquations;
import org.lather.backend.Owned;
import org.lather.backend.RowMap;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.dataset.TrainingRun;
import org.lather.gram.DerivativeBlocks;
import org.lather.gram.KernelRows;
import org.lather.gram.RowReduction;
import org.lather.gram.ShardPlan;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * Accumulates normal equations on one device of a backend, for scalars, or for tensors of one order with 2 λ + 1 rows
 * for each structure or atom.
 */
final class DeviceSums implements AutoCloseable {
    /**
     * Number of environments whose rows are added at once, independently of the range, because sums depend on how rows
     * are divided.
     */
    private final int block;

    private final Backend backend;
    private final SumLayout layout;
    private final List<RowGroup> groups;
    private final ShardPlan shards;
    private final Whitening whitening;
    private final DerivativeBlocks blocks;
    private final KernelRows rows;
    private final int components;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);
    private @Nullable DerivativeRows derivatives;

    /**
     * @param blocks blocks of the shards that are added
     * @param whitened rows, which are closed with this object
     * @param start the accumulators, by index in the layout; closed with this object
     */
    DeviceSums(
            TrainingRun run,
            Backend backend,
            SumLayout layout,
            DerivativeBlocks blocks,
            WhitenedRows whitened,
            IntFunction<Accumulator> start) {
        this.backend = backend;
        this.block = backend.resources().largestRange();
        this.layout = layout;
        this.groups = layout.groups();
        this.shards = blocks.shards();
        this.whitening = whitened.whitening();
        this.blocks = blocks;
        this.rows = whitened.rows();
        this.components = rows.components();
        Owned.orClose(() -> allocate(run, whitened, start), () -> {
            closeWork();
            accumulators.forEach(Accumulator::close);
        });
    }

    /** Allocates memory that cannot be divided before the ranges, which are as large as fits in the rest. */
    private void allocate(TrainingRun run, WhitenedRows whitened, IntFunction<Accumulator> start) {
        rows.release();
        for (int i = 0; i < layout.size(); i++) {
            accumulators.add(start.apply(i));
        }
        for (RowGroup group : groups) {
            tiles.computeIfAbsent(group.quantity(), q -> backend.tile(shards.rows(q, block) * components, rows.size()));
        }
        if (groups.stream().anyMatch(g -> g.types() > 1)) {
            derivatives = new DerivativeRows(run, backend, layout, blocks, whitened, accumulators);
        }
        loadWhitening();
        rows.reserve();
    }

    /** Uploads the factors of the whitening, which a device keeps from first use on. */
    private void loadWhitening() {
        try (Tile row = backend.tile(1, rows.size())) {
            backend.whiten(row, whitening);
        }
    }

    /** Replaces all sums by sums over no rows. */
    void restart() {
        for (int i = 0; i < accumulators.size(); i++) {
            accumulators.get(i).close();
            accumulators.set(i, backend.accumulator(new NormalEquations(rows.size(), layout.targets(i))));
        }
    }

    /** The accumulators with the sums so far, in the order of the layout. */
    List<Accumulator> accumulators() {
        return accumulators;
    }

    /**
     * Adds a shard.
     *
     * @param firstEnvironment index of its first environment in the training set
     */
    void add(int shard, int firstEnvironment, List<Structure> structures) {
        addValues(shard, firstEnvironment, structures);
        addDerivatives(shard, structures);
    }

    private void addDerivatives(int shard, List<Structure> structures) {
        if (derivatives == null) {
            return;
        }
        int first = shards.start(shard);
        int begin = first;
        for (int end : blocks.ends(shard)) {
            derivatives.add(begin, structures.subList(begin - first, end - first), shards.fold(shard) % layout.folds());
            begin = end;
        }
    }

    private void addValues(int shard, int firstEnvironment, List<Structure> structures) {
        RowReduction reduction = new RowReduction(structures);
        int n = reduction.environments();
        tiles.values().forEach(Tile::clear);
        int fold = shards.fold(shard) % layout.folds();
        rows.compute(structures, (from, to, environments) -> {
            tiles.forEach((quantity, tile) -> {
                int origin = from / block * block;
                backend.reduce(
                        environments,
                        new RowMap(
                                componentRows(reduction.rows(quantity, from, to, origin)),
                                componentFactors(reduction.factors(quantity, from, to))),
                        tile);
                if (quantity.isPerAtom() && (to % block == 0 || to == n)) {
                    int[] owners = new int[to - origin];
                    Arrays.setAll(owners, i -> shards.start(shard) + reduction.structure(origin + i));
                    addRows(quantity, tile, firstEnvironment + origin, owners, i -> 1, fold);
                    tile.clear();
                }
            });
        });
        int[] owners = new int[structures.size()];
        Arrays.setAll(owners, i -> shards.start(shard) + i);
        tiles.forEach((quantity, tile) -> {
            if (!quantity.isPerAtom()) {
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

    /** @param owners index of the structure for each row of structures or atoms in the tile */
    private void addRows(
            Target.Quantity quantity, Tile tile, int firstRow, int[] owners, IntUnaryOperator atoms, int fold) {
        backend.whiten(tile, whitening);
        int count = owners.length * components;
        for (int g = 0; g < groups.size(); g++) {
            RowGroup group = groups.get(g);
            if (group.quantity() != quantity) {
                continue;
            }
            int targets = group.targets();
            double[] weight = new double[count];
            double[] values = new double[count * targets];
            for (int i = 0; i < owners.length; i++) {
                double w = group.weight(firstRow + i, owners[i], atoms.applyAsInt(i));
                for (int m = 0; m < components; m++) {
                    weight[i * components + m] = w;
                    group.values(firstRow + i, m, values, (i * components + m) * targets);
                }
            }
            accumulators.get(layout.index(g, 0, fold)).add(tile, count, weight, values);
        }
    }

    /** Frees everything that is needed only for accumulating; the sums remain. */
    void closeWork() {
        tiles.values().forEach(Tile::close);
        tiles.clear();
        if (derivatives != null) {
            derivatives.close();
            derivatives = null;
        }
        rows.close();
    }

    @Override
    public void close() {
        closeWork();
        accumulators.forEach(Accumulator::close);
    }
}
