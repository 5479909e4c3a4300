package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.basis.ColumnSelection;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.KernelRows;
import org.lather.gram.Partition;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.gram.StructureBatches;
import org.lather.math.Irrep;
import org.lather.model.FittedBlock;
import org.lather.options.ModelOptions;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * Full Gaussian process regression (Rasmussen, Williams 2006, algorithm 2.1): every training structure is a basis
 * function, so the weights of the environments are those of their structures. Memory grows with the square of the
 * training set.
 */
public final class FullFit implements MemoryPlan.Planner {
    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final List<RowGroup> groups;

    public FullFit(TrainingRun run) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.algebra = backend.algebra().dense();
        this.groups = RowGroup.numbers(run.set());
    }

    /**
     * Computes the covariances of the structures and solves every target.
     *
     * @param all features of every environment, one block for each term of the kernel
     * @param rangeSize number of environments at a time
     */
    public Solution fit(List<FeatureBlock> all, int rangeSize, NoiseChoice noise) {
        Map<Target.Quantity, double[]> kernels = new EnumMap<>(Target.Quantity.class);
        groups.forEach(g -> kernels.computeIfAbsent(g.quantity(), q -> new double[square(rows(q))]));
        long held = kernels.values().stream().mapToLong(k -> 8L * k.length).sum();
        List<Solution.Block> fitted = new ArrayList<>();
        backend.resources().ledger().add(held);
        try {
            try (KernelRows rows =
                    new KernelRows(backend, run.kernel(), run.channels(), new Representatives(all), rangeSize)) {
                fill(rows, kernels);
            }
            run.clock().begin("solving", 0);
            for (RowGroup group : groups) {
                fitted.addAll(solve(group, Objects.requireNonNull(kernels.get(group.quantity())), noise));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return new Solution(fitted);
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
        long kernels = 0;
        for (Target.Quantity q : Target.Quantity.values()) {
            if (groups.stream().anyMatch(g -> g.quantity() == q)) {
                kernels += 8L * rows(q) * rows(q);
            }
        }
        long most = groups.stream().mapToLong(g -> rows(g.quantity())).max().orElse(0);
        Item rangeItem = new Item("features of " + range + " environments", range * f * bytes);
        Item structures = new Item("structures", run.set().bytes() + ShardPlan.MAX_ATOMS * 2500L);
        Item features = new Item("features of " + n + " environments", n * f * (8 + bytes));
        List<Phase> phases = new ArrayList<>();
        long columns = ColumnSelection.bytes(run);
        if (columns > 0) {
            phases.add(
                    new Phase("choosing features", List.of(structures, new Item("features to choose from", columns))));
        }
        phases.add(new Phase("features", List.of(structures, rangeItem, features)));
        phases.add(new Phase(
                "covariances",
                List.of(
                        structures,
                        rangeItem,
                        features,
                        new Item("tile", 16 * n * range),
                        new Item("covariances", kernels))));
        phases.add(new Phase(
                "solving",
                List.of(
                        new Item("features of " + n + " environments", n * f * 8),
                        new Item("covariances", kernels),
                        new Item("factor", 16 * most * most))));
        return new MemoryPlan(phases, range);
    }

    private long rows(Target.Quantity q) {
        return q.isPerAtom() ? run.set().environments() : run.set().structures();
    }

    private static int square(long n) {
        return Math.toIntExact(n * n);
    }

    /** Sums covariances of environments over the atoms of both structures. */
    private void fill(KernelRows rows, Map<Target.Quantity, double[]> kernels) {
        int[] atoms = run.set().atoms();
        int n = rows.size();
        Owners owners = new Owners(new int[n], new double[n]);
        for (int s = 0, e = 0; s < atoms.length; s++) {
            for (int a = 0; a < atoms[s]; a++, e++) {
                owners.structure[e] = s;
                owners.fraction[e] = 1.0 / atoms[s];
            }
        }
        run.clock().begin("covariances", n);
        int[] done = new int[1];
        try (WantedFrames wanted = run.frames()) {
            while (wanted.hasNext()) {
                List<Structure> batch = StructureBatches.next(wanted);
                int first = done[0];
                rows.compute(batch, (from, to, tile) -> {
                    double[] k = tile.download();
                    for (int i = 0; i < to - from; i++) {
                        int row = first + from + i;
                        kernels.forEach((q, out) -> addRow(q, k, row - first - from, row, owners, out));
                    }
                });
                for (Structure s : batch) {
                    done[0] += s.size();
                    run.execution().progress().advance(s.size());
                }
                run.execution().check("Nothing was kept.");
            }
        }
    }

    /**
     * The structures of environments.
     *
     * @param structure the structure of each environment
     * @param fraction one over the number of atoms of the structure, for each environment
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Owners(int[] structure, double[] fraction) {}

    private void addRow(Target.Quantity q, double[] k, int tileRow, int row, Owners owners, double[] out) {
        int[] owner = owners.structure;
        double[] mean = owners.fraction;
        int n = owner.length;
        int width = Math.toIntExact(rows(q));
        int base = (q.isPerAtom() ? row : owner[row]) * width;
        for (int c = 0; c < n; c++) {
            double v = k[tileRow * n + c];
            switch (q) {
                case ATOM -> out[base + c] = v;
                case TOTAL -> out[base + owner[c]] += v;
                case MEAN -> out[base + owner[c]] += v * mean[row] * mean[c];
            }
        }
    }

    private List<Solution.Block> solve(RowGroup group, double[] k, NoiseChoice noise) {
        List<Solution.Block> fitted = new ArrayList<>();
        int[] atoms = run.set().atoms();
        int width = Math.toIntExact(rows(group.quantity()));
        boolean perAtom = group.quantity().isPerAtom();
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
        int[] folds = Arrays.stream(present).map(i -> fold[i]).toArray();
        long held = 16L * present.length * present.length;
        backend.resources().ledger().add(held);
        try {
            KernelRidge ridge = new KernelRidge(k, width, present, weight, algebra);
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
                        spread(group.quantity(), alpha[0], present, atoms),
                        Math.sqrt(used * signal),
                        Math.sqrt(signal));
                fitted.add(new Solution.Block(group, series, block, new double[0]));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return fitted;
    }

    /** Distributes the weights of structures over their environments. */
    private double[] spread(Target.Quantity q, double[] alpha, int[] present, int[] atoms) {
        double[] byRow = new double[Math.toIntExact(rows(q))];
        for (int i = 0; i < present.length; i++) {
            byRow[present[i]] = alpha[i];
        }
        if (q.isPerAtom()) {
            return byRow;
        }
        double[] out = new double[Math.toIntExact(run.set().environments())];
        for (int s = 0, e = 0; s < atoms.length; s++) {
            for (int a = 0; a < atoms[s]; a++, e++) {
                out[e] = q == Target.Quantity.MEAN ? byRow[s] / atoms[s] : byRow[s];
            }
        }
        return out;
    }
}
