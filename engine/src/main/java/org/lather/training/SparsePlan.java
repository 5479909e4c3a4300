package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.lather.backend.Backend;
import org.lather.basis.ColumnSelection;
import org.lather.basis.FarthestPointSampling;
import org.lather.basis.Pool;
import org.lather.basis.RepresentativeSelection;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.ShardPlan;
import org.lather.options.Representatives;
import org.lather.regression.SumStorage;

/**
 * The memory of a sparse fit, phase by phase: the choice of the representatives, and one regression after another. Only
 * the targets grow with the number of structures.
 */
public final class SparsePlan implements MemoryPlan.Planner {
    private static final String POOL = "features of the pool";
    private static final String FARTHEST = "farthest point sampling";
    private static final String CHOOSING = "choosing representatives";
    private static final String FEATURES = "choosing features";

    /** The names of the phases that choose features and representatives. */
    static final Set<String> CHOICE = Set.of(FEATURES, POOL, FARTHEST, CHOOSING);

    private final TrainingRun run;
    private final int[] fewer;
    private final SumStorage.Place place;
    private final long features;
    private final long featureBytes;
    private final int representatives;
    private final int pool;
    private final boolean farthest;
    private final List<BlockPlan> regressions;
    private final long[] poolAtoms = {-1, 0};

    /**
     * @param fewer smaller numbers of representatives that are fitted as well
     * @param place what is stored in a scratch file
     */
    SparsePlan(TrainingRun run, ShardPlan shards, int[] fewer, SumStorage.Place place) {
        this.run = run;
        this.fewer = fewer.clone();
        this.place = place;
        Representatives r = run.options().model().representatives();
        this.features = run.kernel().columns(run.channels());
        this.featureBytes = run.backend().info().precision().bytes();
        this.pool = RepresentativeSelection.poolSize(r, run.set().centers().learnt());
        this.representatives = Math.min(r.count(), pool);
        this.farthest = r.selection() == Representatives.Selection.FPS;
        this.regressions = BlockPlan.of(run, shards);
    }

    /** The memory of a fit whose sums are in memory. */
    static SparsePlan inMemory(TrainingRun run, ShardPlan shards) {
        return new SparsePlan(run, shards, new int[0], SumStorage.Place.MEMORY);
    }

    /** Computes the plan for a number of environments at a time. */
    @Override
    public MemoryPlan plan(int range) {
        return plan(range, representatives, pool);
    }

    private MemoryPlan plan(int range, int representatives, int pool) {
        long m = representatives;
        long batchAtoms = poolAtoms(pool);
        long batchRange = Math.min(range, batchAtoms);
        boolean copied = featureBytes < 8;
        List<Phase> phases = new ArrayList<>();
        long columns = ColumnSelection.bytes(run);
        if (columns > 0) {
            phases.add(new Phase(
                    FEATURES,
                    List.of(BlockPlan.structures(run, batchAtoms), new Item("features to choose from", columns))));
        }
        Item candidates = new Item("pool of " + pool, (long) pool * features * featureBytes);
        phases.add(new Phase(
                POOL,
                List.of(
                        BlockPlan.structures(run, batchAtoms),
                        new Item("features of " + batchRange + " environments", batchRange * features * featureBytes),
                        candidates,
                        new Item("chunk", copied ? Math.min(pool, Pool.CHUNK) * features * 8 : 0))));
        if (farthest) {
            phases.add(new Phase(
                    FARTHEST,
                    List.of(
                            candidates,
                            new Item(
                                    "distances",
                                    FarthestPointSampling.bytes(poolGroups(pool)) + 8L * Pool.CHUNK * Pool.CHUNK))));
        }
        phases.add(new Phase(CHOOSING, List.of(candidates, new Item("representatives", m * features * 8))));
        long before = 0;
        for (BlockPlan regression : regressions) {
            List<Phase> own = regression.phases(range, representatives, before, place);
            phases.addAll(place == SumStorage.Place.MEMORY ? withFewer(own, regression) : own);
            before += regression.kept(m);
        }
        long scratch = scratch((int) batchRange, representatives);
        return new MemoryPlan(
                scratch == 0
                        ? phases
                        : phases.stream()
                                .map(p -> p.with(new Item("scratch of the device", scratch)))
                                .toList(),
                range);
    }

    /** The number of bytes on disk. */
    long storedBytes() {
        return regressions.stream()
                .mapToLong(r -> r.storedBytes(representatives, place)
                        + Arrays.stream(fewer)
                                .mapToLong(f -> r.storedBytes(f, place))
                                .sum())
                .sum();
    }

    /** Adds the sums of fewer representatives to the solution. */
    private List<Phase> withFewer(List<Phase> phases, BlockPlan regression) {
        int most = Arrays.stream(fewer).max().orElse(0);
        return most == 0
                ? phases
                : phases.stream()
                        .map(p -> p.name().startsWith("solving")
                                ? p.with(new Item("sums of fewer representatives", regression.storedBytes(most, place)))
                                : p)
                        .toList();
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

    private int[] poolGroups(int pool) {
        return Arrays.stream(run.shares())
                .mapToInt(s -> (int) Math.round(s * pool))
                .toArray();
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
