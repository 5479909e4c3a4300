package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.FeatureBlock;
import org.lather.backend.RangeSize;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
import org.lather.gram.StructureBatches;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.options.Representatives;

/** Chooses the representative environments of a sparse model, ordered by element, then by choice. */
public final class RepresentativeSelection {
    private RepresentativeSelection() {}

    /**
     * The number of environments from which the choice is made.
     *
     * @param environments number of the learnt environments of the training set
     */
    public static int poolSize(Representatives r, long environments) {
        int wanted = r.selection() == Representatives.Selection.FPS ? Math.max(r.pool(), r.count()) : r.count();
        return (int) Math.min(wanted, environments);
    }

    /**
     * The largest number of environments whose features are computed at a time for a pool: those of the structures of a
     * batch that contain an environment to keep.
     */
    public static long mostAtoms(TrainingSet set, int pool, long seed) {
        long[] wanted = ElementShares.random(set.centers(), pool, seed);
        int[] atoms = set.atoms();
        long most = 0;
        long seen = 0;
        int next = 0;
        for (int s = 0; s < atoms.length; ) {
            int end = StructureBatches.end(atoms, s);
            long some = 0;
            for (; s < end; s++) {
                int before = next;
                seen += atoms[s];
                while (next < wanted.length && wanted[next] < seen) {
                    next++;
                }
                some += next > before ? atoms[s] : 0;
            }
            most = Math.max(most, some);
        }
        return most;
    }

    /**
     * The chosen representatives.
     *
     * @param blocks features of the representatives, one block for each representation
     * @param environments indices of the representatives among the environments of the training set
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Chosen(List<FeatureBlock> blocks, long[] environments) {
        public Chosen gather(int[] rows) {
            return new Chosen(
                    blocks.stream().map(b -> b.gather(rows)).toList(),
                    environments.length == 0
                            ? environments
                            : Arrays.stream(rows)
                                    .mapToLong(r -> environments[r])
                                    .toArray());
        }
    }

    /**
     * Representatives in the order of a model, and the order in which they were chosen.
     *
     * @param rank position of each representative in the order of the choice: a smaller number of representatives from
     *     the same pool are those of smaller ranks
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Ranked(Chosen chosen, int[] rank) {
        /** The places of the first representatives of the choice, in the order of the model. */
        public int[] first(int count) {
            return IntStream.range(0, rank.length).filter(i -> rank[i] < count).toArray();
        }
    }

    public static Chosen choose(TrainingRun run, int rangeSize) {
        return ranked(run, rangeSize).chosen();
    }

    /** Chooses representatives and keeps the order of the choice. */
    public static Ranked ranked(TrainingRun run, int rangeSize) {
        Representatives r = run.options().model().representatives();
        long seed = run.options().model().seed();
        long[] wanted = ElementShares.random(
                run.set().centers(), poolSize(r, run.set().centers().learnt()), seed);
        run.clock().begin("representatives", wanted.length);
        try (Pool pool = new Pool(run.backend(), run.kernel(), run.channels(), wanted, rangeSize)) {
            pool.fill(run);
            int[] chosen;
            if (r.selection() == Representatives.Selection.FPS) {
                run.clock().begin("selection");
                int[] farthest = FarthestPointSampling.select(
                        pool, r.count(), run.execution().progress());
                // fewer than wanted: all others are copies of these
                chosen = farthest.length < r.count()
                        ? farthest
                        : ElementShares.complete(farthest, pool::center, pool.size());
            } else {
                chosen = new int[wanted.length];
                Arrays.setAll(chosen, i -> i);
            }
            run.execution().check("Nothing was kept.");
            long bytes = 8L * chosen.length * run.kernel().columns(run.channels());
            run.backend().resources().ledger().add(bytes);
            int[] sorted = byElement(chosen, pool);
            List<FeatureBlock> gathered = rounded(pool.gather(sorted), r);
            // from here on they are counted by whoever loads them
            run.backend().resources().ledger().remove(bytes);
            int[] rankOf = new int[pool.size()];
            for (int i = 0; i < chosen.length; i++) {
                rankOf[chosen[i]] = i;
            }
            return new Ranked(
                    new Chosen(
                            gathered,
                            Arrays.stream(sorted).mapToLong(i -> wanted[i]).toArray()),
                    Arrays.stream(sorted).map(i -> rankOf[i]).toArray());
        }
    }

    /** Computes the features of all environments of the training set, in order and range by range. */
    public static void all(TrainingRun run, int rangeSize, EnvironmentSink to) {
        long[] wanted = new long[Math.toIntExact(run.set().environments())];
        Arrays.setAll(wanted, i -> i);
        run.clock().begin("features", wanted.length);
        ChosenEnvironments chosen = new ChosenEnvironments(
                run.backend(),
                run.channels(),
                run.kernel().terms().stream()
                        .map(EnvironmentKernel.Term::features)
                        .toList(),
                new RangeSize(rangeSize),
                wanted);
        chosen.visit(run, () -> "Nothing was kept.", (features, places, first) -> {
            int[] centers = Arrays.stream(places).map(features.get(0)::center).toArray();
            for (int s = 0; s < features.size(); s++) {
                double[] rows = new double
                        [Math.multiplyExact(places.length, features.get(s).columns())];
                features.get(s).download(0, places.length, rows, 0);
                to.add(s, first, rows, centers);
            }
            run.execution().progress().advance(places.length);
        });
    }

    private static List<FeatureBlock> rounded(List<FeatureBlock> blocks, Representatives r) {
        return switch (r.precision()) {
            case DOUBLE -> blocks;
            case SINGLE -> blocks.stream().map(FeatureBlock::rounded).toList();
        };
    }

    private static int[] byElement(int[] chosen, Pool pool) {
        List<Integer> order = new ArrayList<>();
        for (int c : chosen) {
            order.add(c);
        }
        order.sort(Comparator.comparingInt(pool::center));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The first row of each diagonal block of K_MM. */
    public static int[] blockStarts(FeatureBlock block, Covariance.Centers centers) {
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < block.rows(); i++) {
            boolean first = i == 0;
            boolean other = !first && block.centers()[i] != block.centers()[i - 1];
            if (first || (other && centers == Covariance.Centers.SAME)) {
                out.add(i);
            }
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }
}
