package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.dataset.TargetColumn;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.gram.StructureBatches;
import org.lather.model.FittedTarget;
import org.lather.options.ModelOptions;
import org.lather.structure.Structure;
import org.lather.target.Noise;
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
        this.groups = RowGroup.of(run.set());
    }

    /**
     * The result of the fit.
     *
     * @param noise noise by target, in its unit
     * @param crossValidated root mean squared error over the held-out folds, by target
     */
    public record Solution(List<FittedTarget> targets, Map<String, Double> noise, Map<String, Double> crossValidated) {}

    /**
     * Computes the covariances of the structures and solves every target.
     *
     * @param all features of every environment, one block for each term of the kernel
     * @param rangeSize number of environments at a time
     */
    public Solution fit(List<FeatureBlock> all, int rangeSize) {
        Map<Target.Quantity, double[]> kernels = new EnumMap<>(Target.Quantity.class);
        groups.forEach(g -> kernels.computeIfAbsent(g.quantity(), q -> new double[square(rows(q))]));
        long held = kernels.values().stream().mapToLong(k -> 8L * k.length).sum();
        List<FittedTarget> fitted = new ArrayList<>();
        Map<String, Double> noise = new LinkedHashMap<>();
        Map<String, Double> crossValidated = new LinkedHashMap<>();
        backend.resources().ledger().add(held);
        try {
            try (KernelRows rows =
                    new KernelRows(backend, run.kernel(), run.channels(), new Representatives(all), rangeSize)) {
                fill(rows, kernels);
            }
            run.clock().begin("solving", 0);
            for (RowGroup group : groups) {
                solve(group, Objects.requireNonNull(kernels.get(group.quantity())), fitted, noise, crossValidated);
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        List<String> order = new ArrayList<>(run.options().targets().keySet());
        fitted.sort(java.util.Comparator.comparingInt(f -> order.indexOf(f.name())));
        return new Solution(fitted, noise, crossValidated);
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
        return new MemoryPlan(
                List.of(
                        new Phase("features", List.of(structures, rangeItem, features)),
                        new Phase(
                                "covariances",
                                List.of(
                                        structures,
                                        rangeItem,
                                        features,
                                        new Item("tile", 16 * n * range),
                                        new Item("covariances", kernels))),
                        new Phase(
                                "solving",
                                List.of(
                                        new Item("features of " + n + " environments", n * f * 8),
                                        new Item("covariances", kernels),
                                        new Item("factor", 16 * most * most)))),
                range);
    }

    private long rows(Target.Quantity q) {
        return q == Target.Quantity.ATOM ? run.set().environments() : run.set().structures();
    }

    private static int square(long n) {
        return Math.toIntExact(n * n);
    }

    /** Sums covariances of environments over the atoms of both structures. */
    private void fill(KernelRows rows, Map<Target.Quantity, double[]> kernels) {
        int[] atoms = run.set().atoms();
        int n = rows.size();
        int[] owner = new int[n];
        double[] mean = new double[n];
        for (int s = 0, e = 0; s < atoms.length; s++) {
            for (int a = 0; a < atoms[s]; a++, e++) {
                owner[e] = s;
                mean[e] = 1.0 / atoms[s];
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
                        kernels.forEach((q, out) -> addRow(q, k, row - first - from, n, row, owner, mean, out));
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

    private void addRow(
            Target.Quantity q, double[] k, int tileRow, int n, int row, int[] owner, double[] mean, double[] out) {
        int width = Math.toIntExact(rows(q));
        int base = (q == Target.Quantity.ATOM ? row : owner[row]) * width;
        for (int c = 0; c < n; c++) {
            double v = k[tileRow * n + c];
            switch (q) {
                case ATOM -> out[base + c] = v;
                case TOTAL -> out[base + owner[c]] += v;
                case MEAN -> out[base + owner[c]] += v * mean[row] * mean[c];
            }
        }
    }

    private void solve(
            RowGroup group,
            double[] k,
            List<FittedTarget> fitted,
            Map<String, Double> noise,
            Map<String, Double> crossValidated) {
        int[] atoms = run.set().atoms();
        int width = Math.toIntExact(rows(group.quantity()));
        boolean perAtom = group.quantity() == Target.Quantity.ATOM;
        ShardPlan shards = ShardPlan.of(atoms, model.folds(), model.seed());
        int[] fold = new int[width];
        int[] owner = new int[width];
        for (int shard = 0, e = 0; shard < shards.shards(); shard++) {
            for (int s = shards.start(shard); s < shards.start(shard + 1); s++) {
                for (int a = 0; a < (perAtom ? atoms[s] : 1); a++, e++) {
                    fold[e] = shards.fold(shard);
                    owner[e] = s;
                }
            }
        }
        int[] present = java.util.stream.IntStream.range(0, width)
                .filter(i -> !Double.isNaN(group.columns().get(0).value(i)))
                .toArray();
        double[] weight = Arrays.stream(present)
                .mapToDouble(i -> group.weight(i, owner[i], perAtom ? 1 : atoms[i]))
                .toArray();
        int[] folds = Arrays.stream(present).map(i -> fold[i]).toArray();
        long held = 16L * present.length * present.length;
        backend.resources().ledger().add(held);
        try {
            KernelRidge ridge = new KernelRidge(k, width, present, weight, algebra);
            for (TargetColumn c : group.columns()) {
                double[] y = Arrays.stream(present).mapToDouble(c::value).toArray();
                double signal = ridge.signal(y);
                double lambda = lambda(ridge, c, y, folds, signal, crossValidated);
                double[] alpha;
                try {
                    alpha = ridge.solve(y, lambda);
                } catch (NotPositiveDefiniteException e) {
                    throw TrainingErrors.noiseTooSmall(c, lambda, signal, e);
                }
                double sigma = Math.sqrt(lambda * signal);
                noise.put(c.name(), sigma);
                fitted.add(new FittedTarget(
                        c.name(),
                        c.target(),
                        Objects.requireNonNull(run.baselines().get(c.name())),
                        spread(group.quantity(), alpha, present, atoms),
                        new double[0],
                        sigma,
                        Math.sqrt(signal),
                        Map.of(),
                        Map.of()));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
    }

    private double lambda(
            KernelRidge ridge,
            TargetColumn column,
            double[] y,
            int[] folds,
            double signal,
            Map<String, Double> crossValidated) {
        if (model.noise() instanceof Noise.Given given) {
            double s = given.byTarget().getOrDefault(column.name(), Double.NaN);
            return signal > 0 ? s * s / signal : 1;
        }
        double lambda =
                ridge.search(y, folds, model.folds(), () -> run.execution().check("Nothing was kept."));
        crossValidated.put(column.name(), Math.sqrt(ridge.error(y, folds, model.folds(), lambda) / folds.length));
        return lambda;
    }

    /** Distributes the weights of structures over their environments. */
    private double[] spread(Target.Quantity q, double[] alpha, int[] present, int[] atoms) {
        double[] byRow = new double[Math.toIntExact(rows(q))];
        for (int i = 0; i < present.length; i++) {
            byRow[present[i]] = alpha[i];
        }
        if (q == Target.Quantity.ATOM) {
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
