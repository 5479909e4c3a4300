package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.basis.RepresentativeSelection;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
import org.lather.error.Cure;
import org.lather.error.Warnings;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.execution.StageClock;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.kernel.Covariance;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.regression.RowErrors;
import org.lather.regression.TermRows;
import org.lather.regression.WeightSearch;
import org.lather.structure.file.Structures;
import org.lather.target.FittedBaseline;
import org.lather.target.RowKey;

/**
 * Scores options by the errors of their fits over held-out folds of some training structures, without a model. The
 * structures are read once. Options that differ only in the exponent of the kernel, in weights of representations, in
 * the number of representatives or in the noise are scored on common rows of covariances: features, neighbours and
 * covariances are computed once for all of them, and representatives of a smaller number are the first ones of a larger
 * choice. Options with derivatives, tensors or another regression, and options whose rows do not fit in memory, are
 * fitted one by one.
 */
public final class HeldOutScores {
    /** The smallest number of environments at a time that a memory plan has. */
    private static final int LEAST_RANGE = 16;

    private final Structures structures;
    private final Options base;
    private final Backend backend;
    private final Execution execution;
    private final TrainingSet set;
    private final Map<String, List<FittedBaseline>> baselines;
    private final ChosenColumns columns = new ChosenColumns();

    private HeldOutScores(Structures structures, Options base, Backend backend, Execution execution, TrainingSet set) {
        this.structures = structures;
        this.base = base;
        this.backend = backend;
        this.execution = execution;
        this.set = set;
        this.baselines = set.fitBaselines();
    }

    /**
     * Reads structures.
     *
     * @param structures in memory
     * @param options targets of all options that will be scored; their exponent and weights choose representatives
     */
    public static HeldOutScores of(Structures structures, Options options, Backend backend, Execution execution) {
        Trainer.expectRegression(options);
        TrainingSet set = TrainingSet.scan(structures, options, Integer.MAX_VALUE, 0, execution.progress());
        Trainer.expectTrainable(options, set);
        return new HeldOutScores(structures, options, backend, execution, set);
    }

    /**
     * The errors of options.
     *
     * @param errors root mean squared errors over held-out folds, with the weights of the rows, in the terms of
     *     {@code cross_validated_rmse}; infinite where no fit was possible
     * @param weights of the representations, those that were found if they are not given
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Score(Map<RowKey, Double> errors, double[] weights) {
        /** The geometric mean of the errors. */
        public double mean() {
            double log =
                    errors.values().stream().mapToDouble(Math::log).average().orElse(Double.NaN);
            return Math.exp(log);
        }
    }

    /** The number of structures with targets. */
    public int structures() {
        return set.structures();
    }

    /** The number of environments. */
    public long environments() {
        return set.environments();
    }

    /** The SHA-256 of the structures and their targets after the baselines are subtracted. */
    public String sha256() {
        return set.sha256() + set.targetsSha256();
    }

    /** What options must have in common for common rows. */
    private record Shared(
            List<ChosenColumns.Features> features,
            Covariance.Centers centers,
            org.lather.options.Representatives representatives,
            int folds,
            long seed) {
        static Shared of(Options o) {
            ModelOptions m = o.model();
            org.lather.options.Representatives r = m.representatives();
            boolean nested = r.selection() == org.lather.options.Representatives.Selection.FPS;
            return new Shared(
                    o.representations().stream().map(ChosenColumns.Features::of).toList(),
                    m.kernel().centers(),
                    nested ? new org.lather.options.Representatives(1, r.selection(), r.pool(), r.precision()) : r,
                    m.folds(),
                    m.seed());
        }
    }

    /**
     * Scores options that have the targets of this object.
     *
     * @return a score for each of the options, in their order
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public List<Score> of(List<Options> candidates) {
        Score[] out = new Score[candidates.size()];
        Map<Shared, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < out.length; i++) {
            if (sharesRows(candidates.get(i))) {
                groups.computeIfAbsent(Shared.of(candidates.get(i)), k -> new ArrayList<>())
                        .add(i);
            } else {
                out[i] = single(candidates.get(i));
            }
        }
        groups.values().forEach(group -> {
            List<Options> common = group.stream().map(i -> candidates.get(i)).toList();
            List<Score> found = fits(common)
                    ? common(common)
                    : common.stream().map(this::single).toList();
            for (int i = 0; i < group.size(); i++) {
                out[group.get(i)] = found.get(i);
            }
        });
        return Arrays.asList(out);
    }

    /** Whether options are numbers without derivatives, fitted on representatives. */
    private static boolean sharesRows(Options o) {
        return o.model().type() == ModelOptions.Type.SPARSE_GPR
                && !o.model().comparesStructures()
                && !o.hasTensors()
                && o.targets().values().stream().allMatch(t -> t.derivatives().isEmpty());
    }

    private TrainingRun run(Options o) {
        TrainingRun undecided = new TrainingRun(
                o,
                backend,
                execution,
                structures,
                set,
                baselines,
                o.kernel(),
                o.channels(set.elements()),
                new StageClock(execution.progress()),
                new Warnings());
        return columns.decided(undecided);
    }

    /** Fits one of the options as a training does. Their noise is found, and so are weights on the numbers alone. */
    private Score single(Options o) {
        Trainer.expectRegression(o);
        backend.expectAll(o.descriptors());
        Options given = FoundWeights.given(o, () -> weights(o)).with(Map.of("model.noise", "auto"));
        double[] weights = weightsOf(given);
        TrainingRun run = run(given);
        try {
            Map<RowKey, Double> errors = FullTraining.isFor(o.model())
                    ? new FullTraining(run).heldOutErrors()
                    : new SparseTraining(run).heldOutErrors();
            return new Score(errors, weights);
        } catch (NotPositiveDefiniteException e) {
            return failed(o, weights);
        }
    }

    private Score failed(Options o, double[] weights) {
        Map<RowKey, Double> errors = new LinkedHashMap<>();
        o.targets().keySet().forEach(name -> errors.put(RowKey.value(name), Double.POSITIVE_INFINITY));
        return new Score(errors, weights);
    }

    /**
     * The weights of representations with the least error of the targets that are numbers, on representatives.
     *
     * @throws OptionsException if there is no such target
     */
    public double[] weights(Options o) {
        if (set.numbers().isEmpty()) {
            throw new OptionsException(
                    "`model.weights`: auto expects a target that is a number, got tensors only",
                    Cure.text("Give the weight of each representation"));
        }
        try (Rows rows = rows(List.of(o))) {
            return search(rows, o);
        }
    }

    private static double[] weightsOf(Options o) {
        return o.representations().stream().mapToDouble(Representation::weight).toArray();
    }

    /** Rows of common options. */
    private record Rows(TermRows terms, RepresentativeSelection.Ranked ranked) implements AutoCloseable {
        @Override
        public void close() {
            terms.close();
        }

        RowErrors.Setting setting(Options o, double[] weights) {
            return new RowErrors.Setting(
                    o.model().kernel().zeta(),
                    weights,
                    ranked.first(o.model().representatives().count()));
        }
    }

    private Rows rows(List<Options> common) {
        Options most = common.stream()
                .max(Comparator.comparingInt(o -> o.model().representatives().count()))
                .orElseThrow();
        double[] exponents = exponents(common);
        TrainingRun run = run(most);
        backend.expectAll(most.descriptors());
        int range = MemoryPlan.fit(planner(common), backend, execution.budgetBytes(), "this search")
                .rangeSize();
        // of one representation the choice does not depend on weight and exponent
        TrainingRun choosing = run(chooser(most));
        RepresentativeSelection.Ranked ranked = RepresentativeSelection.ranked(choosing, range);
        execution.check("Nothing was kept.");
        return new Rows(TermRows.of(run, new Representatives(ranked.chosen().blocks()), exponents, range), ranked);
    }

    private static double[] exponents(List<Options> common) {
        return common.stream()
                .mapToDouble(o -> o.model().kernel().zeta())
                .sorted()
                .distinct()
                .toArray();
    }

    /**
     * Options whose kernel chooses representatives: with the exponent, and if there are as many the weights, of all.
     */
    private Options chooser(Options o) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model.kernel.zeta", base.model().kernel().zeta());
        if (base.representations().size() == o.representations().size()) {
            for (int i = 0; i < o.representations().size(); i++) {
                values.put(
                        "representations." + i + ".weight",
                        base.representations().get(i).weight());
            }
        }
        return o.with(values);
    }

    /** The memory of common rows. */
    private MemoryPlan.Planner planner(List<Options> common) {
        Options most = common.stream()
                .max(Comparator.comparingInt(o -> o.model().representatives().count()))
                .orElseThrow();
        TrainingRun run = run(most);
        SparsePlan sparse = SparsePlan.inMemory(
                run,
                ShardPlan.of(
                        set.atoms(),
                        set.partition(most.model().folds(), most.model().seed())));
        int count = (int) Math.min(most.model().representatives().count(), set.environments());
        long bytes = TermRows.bytes(set, count, most.representations().size(), exponents(common).length);
        long own = 8L * count * run.kernel().columns(run.channels());
        return range -> {
            MemoryPlan plan = sparse.plan(range);
            List<MemoryPlan.Phase> phases = new ArrayList<>(plan.phases().stream()
                    .filter(p -> SparsePlan.CHOICE.contains(p.name()))
                    .toList());
            long features = range * run.kernel().columns(run.channels()) * 8;
            phases.add(new MemoryPlan.Phase(
                    "trial",
                    List.of(
                            new MemoryPlan.Item("rows of covariances", bytes),
                            new MemoryPlan.Item("representatives", own),
                            new MemoryPlan.Item("features of " + range + " environments", features),
                            new MemoryPlan.Item("tiles", 16L * range * count))));
            return new MemoryPlan(phases, range);
        };
    }

    /** Whether the rows of common options fit in memory. */
    private boolean fits(List<Options> common) {
        return planner(common).plan(LEAST_RANGE).bytes() <= execution.budgetBytes();
    }

    /** The memory of scoring options together; empty if they are fitted one by one. */
    public Optional<MemoryPlan> plan(List<Options> common) {
        return common.stream().allMatch(HeldOutScores::sharesRows) && fits(common)
                ? Optional.of(MemoryPlan.fit(planner(common), backend, execution.budgetBytes(), "this search"))
                : Optional.empty();
    }

    private List<Score> common(List<Options> common) {
        List<Score> out = new ArrayList<>();
        try (Rows rows = rows(common)) {
            for (Options o : common) {
                execution.check("Nothing was kept.");
                double[] weights = switch (o.model().weights()) {
                    case GIVEN -> weightsOf(o);
                    case AUTO -> search(rows, o);
                };
                out.add(new Score(errors(rows, o, weights), weights));
            }
        }
        return out;
    }

    private Map<RowKey, Double> errors(Rows rows, Options o, double[] weights) {
        return new RowErrors(rows.terms(), o.model().noise(), () -> execution.check("Nothing was kept."))
                .of(rows.setting(o, weights));
    }

    private double[] search(Rows rows, Options o) {
        double[] found = WeightSearch.minimise(weightsOf(o), w -> new Score(errors(rows, o, w), w).mean());
        return IntStream.range(0, found.length)
                .mapToDouble(i -> FoundWeights.rounded(found[i]))
                .toArray();
    }
}
