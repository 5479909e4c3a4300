package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.basis.ColumnSelection;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.Partition;
import org.lather.gram.ShardPlan;
import org.lather.math.Irrep;
import org.lather.model.FittedBlock;
import org.lather.options.ModelOptions;
import org.lather.target.Target;

/**
 * Full Gaussian process regression (Rasmussen, Williams 2006, algorithm 2.1): every training structure is a basis
 * function, so the weights of the environments are those of their structures. Memory, or scratch space, grows with the
 * square of the training set.
 */
public final class FullFit implements MemoryPlan.Planner {
    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final List<RowGroup> groups;
    private final FullStorage.Place place;

    /** @param place of features and matrices */
    public FullFit(TrainingRun run, FullStorage.Place place) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.algebra = backend.algebra().dense();
        this.groups = RowGroup.numbers(run.set());
        this.place = place;
    }

    /**
     * Computes the covariances of the structures, of atoms for targets of atoms, and solves every target.
     *
     * @param storage holds the features of every environment
     * @param rangeSize number of environments at a time
     */
    public Solution fit(FullStorage storage, int rangeSize, NoiseChoice noise) {
        FullCovariances covariances = new FullCovariances(run, storage.blocks(), rangeSize);
        List<Solution.Block> fitted = new ArrayList<>();
        for (boolean perAtom : new boolean[] {false, true}) {
            List<RowGroup> own = groups.stream()
                    .filter(g -> g.quantity().isPerAtom() == perAtom)
                    .toList();
            if (own.isEmpty()) {
                continue;
            }
            int[] starts = starts(perAtom);
            int n = starts.length - 1;
            long held = covarianceBytes(n);
            backend.resources().ledger().add(held);
            try {
                LowerTriangle k = storage.triangle(n);
                covariances.fill(starts, k);
                run.clock().begin("solving", 0);
                own.forEach(g -> fitted.addAll(solve(g, k, storage, noise)));
            } finally {
                backend.resources().ledger().remove(held);
            }
        }
        return new Solution(fitted);
    }

    /** The first environment of each row, and at the end their number. */
    private int[] starts(boolean perAtom) {
        int[] atoms = run.set().atoms();
        int n = Math.toIntExact(run.set().environments());
        int[] out = new int[(perAtom ? n : atoms.length) + 1];
        for (int i = 0; i + 1 < out.length; i++) {
            out[i + 1] = out[i] + (perAtom ? 1 : atoms[i]);
        }
        return out;
    }

    @Override
    public Map<String, String> advice(long budgetBytes) {
        return Map.of("model.type", "sparse_gpr");
    }

    @Override
    public MemoryPlan plan(int range) {
        long n = run.set().environments();
        long f = run.kernel().columns(run.channels());
        long bytes = backend.info().precision().bytes();
        long most = mostRows();
        Item rangeItem = new Item("features of " + range + " environments", range * f * (8 + bytes));
        Item structures = new Item("structures", run.set().bytes() + ShardPlan.MAX_ATOMS * 2500L);
        Item features = new Item("features of " + n + " environments", place.storesFeatures() ? 0 : n * f * 8);
        Item matrix = new Item("covariances of " + most + " rows", covarianceBytes(most));
        List<Phase> phases = new ArrayList<>();
        long columns = ColumnSelection.bytes(run);
        if (columns > 0) {
            phases.add(
                    new Phase("choosing features", List.of(structures, new Item("features to choose from", columns))));
        }
        phases.add(new Phase("features", List.of(structures, rangeItem, features)));
        Item set = new Item("training set", run.set().bytes());
        List<Item> filling = new ArrayList<>(List.of(set, features, matrix));
        filling.addAll(FullCovariances.items(run, range));
        phases.add(new Phase("covariances", filling));
        phases.add(new Phase("solving", List.of(set, features, matrix, new Item("factor", factorBytes(most)))));
        return new MemoryPlan(phases, range);
    }

    /** The number of bytes on disk. */
    public long storedBytes() {
        long features = run.set().environments() * run.kernel().columns(run.channels()) * FullStorage.storedBytes(run);
        long matrices = groups.stream()
                .map(g -> g.quantity().isPerAtom())
                .distinct()
                .mapToLong(perAtom -> 8 * LowerTriangle.count(rows(perAtom)))
                .sum();
        return (place.storesFeatures() ? features : 0)
                + (place.storesMatrices() ? matrices + 8 * LowerTriangle.count(mostRows()) : 0);
    }

    /** The number of bytes in memory of covariances: of all panels, or of one. */
    private long covarianceBytes(long rows) {
        return 8 * (place.storesMatrices() ? LowerTriangle.largestPanel(rows) : LowerTriangle.count(rows));
    }

    /** The number of bytes in memory of a triangle that is factored: of all panels, or of two. */
    private long factorBytes(long rows) {
        return 8 * (place.storesMatrices() ? 2 * LowerTriangle.largestPanel(rows) : LowerTriangle.count(rows));
    }

    private long rows(boolean perAtom) {
        return perAtom ? run.set().environments() : run.set().structures();
    }

    private int mostRows() {
        return Math.toIntExact(groups.stream()
                .mapToLong(g -> rows(g.quantity().isPerAtom()))
                .max()
                .orElse(0));
    }

    private List<Solution.Block> solve(RowGroup group, LowerTriangle k, FullStorage storage, NoiseChoice noise) {
        List<Solution.Block> fitted = new ArrayList<>();
        int[] atoms = run.set().atoms();
        int width = k.size();
        boolean perAtom = group.quantity().isPerAtom();
        boolean mean = group.quantity() == Target.Quantity.MEAN;
        Partition partition = run.set().partition(model.folds(), model.seed());
        int[] fold = new int[width];
        int[] owner = new int[width];
        for (int s = 0, e = 0; s < atoms.length; s++) {
            for (int a = 0; a < (perAtom ? atoms[s] : 1); a++, e++) {
                fold[e] = partition.fold(s);
                owner[e] = s;
            }
        }
        int[] present = java.util.stream.IntStream.range(0, width)
                .filter(i -> group.series().get(0).values().has(i))
                .toArray();
        double[] weight = Arrays.stream(present)
                .mapToDouble(i -> group.weight(i, owner[i], perAtom ? 1 : atoms[i]))
                .toArray();
        double[] factor = Arrays.stream(present)
                .mapToDouble(i -> mean ? 1.0 / atoms[i] : 1)
                .toArray();
        int[] folds = Arrays.stream(present).map(i -> fold[i]).toArray();
        long held = factorBytes(present.length);
        backend.resources().ledger().add(held);
        try {
            KernelRidge ridge = new KernelRidge(
                    k, present, new KernelRidge.Scaling(weight, factor), n -> storage.work(n, mostRows()), algebra);
            for (RowGroup.Series series : group.series()) {
                double[] y = Arrays.stream(present)
                        .mapToDouble(i -> series.values().value(i, 0))
                        .toArray();
                double signal = ridge.signal(y);
                double ratio = noise.ratio(series, signal, ridge.heldOut(y, folds, model.folds()));
                double[][] alpha = new double[1][];
                double used = noise.factor(series, ratio, signal, r -> alpha[0] = ridge.solve(y, r));
                FittedBlock block = new FittedBlock(
                        Irrep.SCALAR,
                        0,
                        spread(perAtom, alpha[0], present, width),
                        Math.sqrt(used * signal),
                        Math.sqrt(signal));
                fitted.add(new Solution.Block(group, series, block, new double[0]));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return fitted;
    }

    /** Distributes the weights of rows over their environments. */
    private double[] spread(boolean perAtom, double[] alpha, int[] present, int width) {
        double[] byRow = new double[width];
        for (int i = 0; i < present.length; i++) {
            byRow[present[i]] = alpha[i];
        }
        int[] starts = starts(perAtom);
        double[] out = new double[starts[width]];
        for (int s = 0; s < width; s++) {
            Arrays.fill(out, starts[s], starts[s + 1], byRow[s]);
        }
        return out;
    }
}
