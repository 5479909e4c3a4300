package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.lather.backend.Backend;
import org.lather.backend.NormalEquations;
import org.lather.basis.FarthestPointSampling;
import org.lather.basis.Pool;
import org.lather.basis.RepresentativeSelection;
import org.lather.calibration.UncertaintyScales;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.DerivativeBlocks;
import org.lather.gram.DerivativeCovariances;
import org.lather.gram.ShardPlan;
import org.lather.kernel.Covariance;
import org.lather.options.Representatives;
import org.lather.regression.SumLayout;

/** The memory of a sparse fit, phase by phase. Only the targets grow with the number of structures. */
public final class SparsePlan implements MemoryPlan.Planner {
    /** Number of neighbours of an atom assumed in the estimate. */
    private static final int NEIGHBOURS = 50;

    /** Number of bytes of an atom: position, and its neighbours with vector, distance and shift. */
    private static final long ATOM = 64 + NEIGHBOURS * 48L;

    private final TrainingRun run;
    private final long features;
    private final long featureBytes;
    private final int representatives;
    private final int pool;
    private final boolean farthest;
    private final SumLayout layout;
    private final int targets;
    private final int shardRows;
    private final long shardAtoms;
    private final long[] poolAtoms = {-1, 0};
    private final long targetBytes;
    /** Fractions of the environments of elements whose centres have covariances with each other. */
    private final double[] shares;

    private final DerivativeBlocks blocks;

    private final int neighbours;
    private final int mostAtoms;
    private final IrrepPlan tensors;

    SparsePlan(TrainingRun run, SumLayout layout, ShardPlan shards) {
        this.run = run;
        Representatives r = run.options().model().representatives();
        this.features = run.kernel().columns(run.channels());
        this.featureBytes = run.backend().info().precision().bytes();
        this.pool = RepresentativeSelection.poolSize(r, run.set().environments());
        this.representatives = Math.min(r.count(), pool);
        this.farthest = r.selection() == Representatives.Selection.FPS;
        this.layout = layout;
        this.targets = run.set().numbers().size();
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
        this.targetBytes = run.set().bytes();
        boolean same = run.kernel().covariance().centers() == Covariance.Centers.SAME;
        this.shares = same ? run.set().shares() : new double[] {1};
        this.tensors = new IrrepPlan(run, shards, shares, shardAtoms * ATOM + targetBytes);
        this.blocks = new DerivativeBlocks(atoms, shards);
        this.mostAtoms = Arrays.stream(atoms).max().orElse(1);
        this.neighbours = Math.min(NEIGHBOURS, mostAtoms);
    }

    /** The memory of the rows of derivatives: their tiles and everything needed with them. */
    private Item derivatives(long m, long valueBytes) {
        double largestShare = Arrays.stream(shares).max().orElse(1);
        long tiles = 8 * m * (3L * blocks.mostAtoms() + 9L * blocks.mostStructures());
        long rows = blocks.mostAtoms() * features * featureBytes
                + run.backend()
                        .gradients()
                        .rowsBytes(
                                (int) features,
                                (int) Math.ceil(largestShare * m),
                                (int) Math.ceil(largestShare * blocks.mostAtoms()),
                                neighbours);
        long sums = 24 * m * blocks.mostAtoms();
        return new Item("rows of derivatives", tiles + Math.max(0, Math.max(rows, sums) - valueBytes));
    }

    /** Computes the plan for a number of environments at a time. */
    @Override
    public MemoryPlan plan(int range) {
        return plan(range, representatives, pool);
    }

    private MemoryPlan plan(int range, int representatives, int pool) {
        long m = representatives;
        long whitening = (long) (8 * Arrays.stream(shares).map(s -> s * s).sum() * m * m);
        long batchAtoms = poolAtoms(pool);
        long batchRange = Math.min(range, batchAtoms);
        boolean copied = featureBytes < 8;
        Item held = new Item("representatives", m * features * (copied ? 8 + featureBytes : 8));
        List<Phase> phases = new ArrayList<>();
        Item candidates = new Item("pool of " + pool, (long) pool * features * featureBytes);
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
                                    FarthestPointSampling.bytes(poolGroups(pool)) + 8L * Pool.CHUNK * Pool.CHUNK))));
        }
        phases.add(new Phase(
                "choosing representatives", List.of(candidates, new Item("representatives", m * features * 8))));
        if (targets > 0) {
            addNumbers(phases, range, representatives, held, whitening);
        }
        phases.addAll(tensors.phases(range, m));
        long scratch = scratch((int) batchRange, representatives);
        return new MemoryPlan(
                scratch == 0
                        ? phases
                        : phases.stream()
                                .map(p -> p.with(new Item("scratch of the device", scratch)))
                                .toList(),
                range);
    }

    /** The largest number of environments of a batch for the pool; the last result is cached. */
    private long poolAtoms(int pool) {
        if (poolAtoms[0] != pool) {
            poolAtoms[1] = RepresentativeSelection.mostAtoms(
                    run.set(), pool, run.options().model().seed());
            poolAtoms[0] = pool;
        }
        return poolAtoms[1];
    }

    /** The memory that operations of a device cache. */
    private long scratch(int range, int representatives) {
        Backend backend = run.backend();
        return run.kernel().terms().stream()
                .mapToLong(t -> backend.resources().scratchBytes(t.features(), run.channels(), range, representatives))
                .max()
                .orElse(0);
    }

    /** Adds the phases of a fit of scalars, after the representatives were chosen. */
    private void addNumbers(List<Phase> phases, int range, int representatives, Item held, long whitening) {
        long m = representatives;
        boolean copied = featureBytes < 8;
        long square = 8 * m * m;
        long shardRange = Math.min(range, shardAtoms);
        long chunk = Math.min(Pool.CHUNK, m);
        phases.add(new Phase(
                "whitening",
                List.of(
                        held,
                        new Item("chunk", chunk * features * (copied ? 8 + featureBytes : 8)),
                        new Item("covariances", square + whitening + 16 * chunk * m))));
        Item equations = new Item("normal equations", layout.size() * NormalEquations.bytes(representatives, targets));
        // a device has a copy
        Item whiteningItem = new Item(
                "whitening", whitening * (run.backend().resources().freeBytes().isPresent() ? 2 : 1));
        long rangeBytes = shardRange * features * featureBytes;
        List<Item> sums = new ArrayList<>(List.of(
                new Item("structures", shardAtoms * ATOM + targetBytes),
                new Item("features of " + shardRange + " environments", rangeBytes),
                held,
                whiteningItem,
                equations,
                new Item("tiles", 8 * m * (range + (layout.groups().size() + 1) * (long) shardRows + atomRows()))));
        if (layout.groups().stream().anyMatch(g -> g.types() > 1)) {
            sums.add(derivatives(m, rangeBytes + 8 * m * shardRows));
        }
        phases.add(new Phase("sums over structures", sums));
        phases.add(new Phase(
                "solving",
                List.of(
                        held,
                        whiteningItem,
                        equations,
                        new Item("total and factor", 2 * square + targets * square / 2))));
        List<Item> uncertainties = new ArrayList<>(List.of(
                held,
                whiteningItem,
                new Item("factors", square + targets * square / 2),
                new Item("features of " + shardRange + " environments", rangeBytes),
                new Item("tiles", 8 * m * (range + 2L * UncertaintyScales.BATCH))));
        if (layout.groups().stream().anyMatch(g -> g.types() > 1)) {
            uncertainties.add(new Item("rows of derivatives", 24 * m * (3L * mostAtoms + 9)));
            int columns = run.kernel().terms().stream()
                    .mapToInt(t -> t.features().columns(run.channels()))
                    .max()
                    .orElse(1);
            uncertainties.add(new Item("covariances of derivatives", DerivativeCovariances.bytes(columns, mostAtoms)));
        }
        phases.add(new Phase("uncertainties", uncertainties));
    }

    /** The number of rows of a tile for per-atom targets. */
    private long atomRows() {
        return layout.groups().stream().anyMatch(g -> g.quantity().isPerAtom())
                ? Math.min(run.backend().resources().largestRange(), shardAtoms)
                : 0;
    }

    private int[] poolGroups(int pool) {
        return Arrays.stream(shares).mapToInt(s -> (int) Math.round(s * pool)).toArray();
    }

    /** Suggests a smaller pool if that is sufficient, otherwise fewer representatives, otherwise both. */
    @Override
    public Map<String, String> advice(long budgetBytes) {
        int smaller = farthest ? largest(pool, p -> fits(representatives, p, budgetBytes)) : 0;
        int fewer = largest(representatives, m -> fits(m, farthest ? pool : m, budgetBytes));
        int both = largest(representatives, m -> fits(m, m, budgetBytes));
        Map<String, String> out = new LinkedHashMap<>();
        if (smaller >= representatives) {
            out.put("model.representatives.pool", Integer.toString(smaller));
        } else if (fewer > 0) {
            out.put("model.representatives.count", Integer.toString(fewer));
        } else if (both > 0) {
            out.put("model.representatives.count", Integer.toString(both));
            out.put("model.representatives.pool", Integer.toString(both));
        }
        return out;
    }

    private boolean fits(int representatives, int pool, long budgetBytes) {
        return plan(16, representatives, pool).bytes() <= budgetBytes;
    }

    /** The largest number up to a bound that fits, 0 if none does; every number below one that fits also fits. */
    private static int largest(int bound, IntPredicate fits) {
        int low = 0;
        int high = bound;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (fits.test(middle)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
