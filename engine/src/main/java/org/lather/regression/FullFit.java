package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.basis.ColumnSelection;
import org.lather.basis.RandomSample;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.Partition;
import org.lather.gram.ShardPlan;
import org.lather.math.Irrep;
import org.lather.math.StandardNormal;
import org.lather.model.FittedBlock;
import org.lather.options.ModelOptions;
import org.lather.options.UncertaintyOptions;
import org.lather.target.Target;

/**
 * Full Gaussian process regression (Rasmussen, Williams 2006, algorithm 2.1): every training structure is a basis
 * function, so the weights of the environments are those of their structures. Memory, or scratch space, grows with the
 * square of the training set.
 */
public final class FullFit implements MemoryPlan.Planner {
    /** The largest number of rows whose packed triangle is an array. */
    private static final int MOST_STRUCTURES = 65_535;
    /** Largest number of structures that are held out to calibrate uncertainties. */
    private static final int SAMPLE = 256;
    /** Approximate number of their atoms if each has a row of its own. */
    private static final int ATOMS = 2048;
    /** Smallest number of structures that are held out, if there are as many. */
    private static final int FEWEST = 16;

    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final List<RowGroup> groups;
    private final FullStorage.Place place;
    private final UncertaintyOptions uncertainty;

    /** @param place of features and matrices */
    public FullFit(TrainingRun run, FullStorage.Place place) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.algebra = backend.algebra().dense();
        this.groups = RowGroup.numbers(run.set());
        this.place = place;
        this.uncertainty = model.uncertainty();
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
        return hasPosterior() && isAskedFor()
                ? Map.of("model.uncertainty", "none")
                : Map.of("model.type", "sparse_gpr");
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
        phases.add(new Phase(
                "solving",
                List.of(
                        set,
                        features,
                        matrix,
                        new Item("factor", factorBytes(most)),
                        new Item("uncertainties", workBytes(most) + keptBytes()))));
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

    private boolean takesPosterior() {
        return uncertainty.type() == UncertaintyOptions.Type.POSTERIOR
                && groups.stream().anyMatch(g -> !g.quantity().isPerAtom());
    }

    /** Whether targets get a posterior, whose factors stay in memory. */
    private boolean hasPosterior() {
        boolean fits = !place.storesMatrices() || isAskedFor();
        return takesPosterior() && fits && run.set().structures() <= MOST_STRUCTURES;
    }

    private boolean isAskedFor() {
        return !uncertainty.equals(UncertaintyOptions.DEFAULT);
    }

    /** Whether targets have no posterior, which the options do not mention, because matrices are on disk. */
    public boolean lacksPosterior() {
        return takesPosterior() && !hasPosterior();
    }

    private boolean hasCommittee() {
        return uncertainty.type().isCommittee();
    }

    /** The bytes of rows that are held out, and of the labels of members and their solutions. */
    private long workBytes(long rows) {
        long columns = hasCommittee() || hasPosterior() ? HeldOutRows.TOGETHER : 0;
        return 8 * rows * (columns + (hasCommittee() ? 3L * uncertainty.members() : 0));
    }

    /** The bytes of the factors of targets or of the weights of members, which stay. */
    private long keptBytes() {
        long structures = run.set().structures();
        long factors = groups.stream()
                .filter(g -> !g.quantity().isPerAtom())
                .mapToLong(RowGroup::targets)
                .sum();
        long targets = groups.stream().mapToLong(RowGroup::targets).sum();
        return (hasPosterior() ? 4 * structures * (structures + 1) * factors : 0)
                + (hasCommittee() ? 8 * run.set().environments() * uncertainty.members() * targets : 0);
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
        long held = factorBytes(present.length) + workBytes(present.length);
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
                fitted.add(block(group, series, block, ridge, new Rows(used, present, owner)));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return fitted;
    }

    /**
     * The rows of a fit.
     *
     * @param ratio λ
     * @param present those that are included
     * @param owner the structure of each row
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Rows(double ratio, int[] present, int[] owner) {}

    /** Adds what uncertainties need of the solution, right after it. */
    private Solution.Block block(
            RowGroup group, RowGroup.Series series, FittedBlock block, KernelRidge ridge, Rows rows) {
        boolean perAtom = group.quantity().isPerAtom();
        boolean known = hasCommittee() || (hasPosterior() && !perAtom);
        if (!known || !(block.signal() > 0) || !(block.noise() > 0)) {
            return new Solution.Block(group, series, block, new double[0]);
        }
        List<int[]> held = heldOut(rows, perAtom);
        if (!hasCommittee()) {
            LeaveOneOut left = placed(ridge.heldOut(held, rows.ratio, null), rows);
            return new Solution.Block(group, series, block, ridge.packedFactor(), left, Map.of(), Optional.empty());
        }
        StandardNormal normal =
                StandardNormal.of(model.seed(), series.key().name().hashCode());
        NoisyLabels noisy = ridge.noisyLabels(rows.ratio, uncertainty.members(), normal);
        LeaveOneOut left = placed(ridge.heldOut(held, rows.ratio, noisy), rows);
        int n = block.weights().length;
        double[] members = new double[Math.multiplyExact(uncertainty.members(), n)];
        for (int m = 0; m < uncertainty.members(); m++) {
            double[] own = spread(perAtom, ridge.deviation(noisy, m), rows.present, rows.owner.length);
            for (int i = 0; i < n; i++) {
                members[m * n + i] = block.weights()[i] + block.signal() * own[i];
            }
        }
        return new Solution.Block(
                group, series, block.withMembers(members), new double[0], left, Map.of(), Optional.empty());
    }

    /** The rows of some structures, drawn at random, each of which is held out with all its rows. */
    private List<int[]> heldOut(Rows rows, boolean perAtom) {
        Map<Integer, List<Integer>> blocks = new TreeMap<>();
        for (int i = 0; i < rows.present.length; i++) {
            blocks.computeIfAbsent(rows.owner[rows.present[i]], s -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> all = List.copyOf(blocks.values());
        int count = perAtom
                ? (int) Math.max(FEWEST, Math.min(SAMPLE, ATOMS * (long) all.size() / Math.max(1, rows.present.length)))
                : SAMPLE;
        return Arrays.stream(RandomSample.of(all.size(), count, model.seed()))
                .mapToObj(i ->
                        all.get((int) i).stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** Errors by the rows of the training set rather than those that are included. */
    private static LeaveOneOut placed(LeaveOneOut of, Rows rows) {
        int[] places = Arrays.stream(of.rows()).map(i -> rows.present[i]).toArray();
        return new LeaveOneOut(places, of.residuals(), of.deviations());
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
