package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Ledger;
import org.lather.backend.Transferred;
import org.lather.backend.Whitening;
import org.lather.basis.IrrepRepresentatives;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.RepresentativeSelection;
import org.lather.basis.Whiteners;
import org.lather.calibration.CalibratedBlock;
import org.lather.calibration.UncertaintyScales;
import org.lather.dataset.TrainingRun;
import org.lather.error.Warnings;
import org.lather.execution.MemoryPlan;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.Irrep;
import org.lather.model.FittedTarget;
import org.lather.model.IrrepFeatures;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.options.ModelOptions;
import org.lather.predict.Model;
import org.lather.regression.Checkpoint;
import org.lather.regression.NoiseChoice;
import org.lather.regression.RowGroup;
import org.lather.regression.Solution;
import org.lather.regression.SparseFit;
import org.lather.regression.SumLayout;
import org.lather.regression.SumStorage;
import org.lather.target.RowKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a sparse Gaussian process regression: plan the memory, choose representatives, fit the numbers,
 * calibrate their uncertainties, and fit the tensors, one irreducible representation after another.
 */
final class SparseTraining {
    private static final Logger LOG = LoggerFactory.getLogger(SparseTraining.class);

    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final Ledger ledger;
    private final ShardPlan shards;
    private SumStorage storage = SumStorage.inMemory();
    private final Map<RowKey, Double> noise = new LinkedHashMap<>();
    private final Map<RowKey, Double> crossValidated = new LinkedHashMap<>();

    SparseTraining(TrainingRun run) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.ledger = backend.resources().ledger();
        this.shards = ShardPlan.of(run.set().atoms(), run.set().partition(model.folds(), model.seed()));
    }

    /**
     * The representatives that a fit is left with, and the targets that it found.
     *
     * @param targets the numbers
     */
    private record Numbers(RepresentativeSelection.Chosen chosen, List<FittedTarget> targets) {}

    /**
     * Fitted tensors.
     *
     * @param features of the representatives, one for each irreducible representation
     * @param blocks of all tensors
     */
    private record Tensors(List<IrrepFeatures> features, List<CalibratedBlock> blocks) {}

    Model fit() {
        try (PlannedSums planned = planned()) {
            return fit(planned.plan());
        }
    }

    private PlannedSums planned(int... fewer) {
        PlannedSums planned = PlannedSums.of(run, shards, fewer);
        storage = planned.storage();
        return planned;
    }

    private Model fit(MemoryPlan plan) {
        Transferred before = backend.resources().transferred();
        SumLayout layout = layout(RowGroup.numbers(run.set()));
        Checkpoint checkpoint = Checkpoint.of(run);
        RepresentativeSelection.Chosen chosen = choose(plan, checkpoint);
        Numbers numbers = layout.groups().isEmpty()
                ? new Numbers(chosen, List.of())
                : fitNumbers(chosen, layout, plan, checkpoint);
        Tensors tensors = fitTensors(numbers.chosen(), plan, checkpoint, true);
        checkpoint.delete();
        run.clock().end();
        int resumed = storage.isOnDisk() ? 0 : checkpoint.resumedInAll();
        return model(numbers, tensors, new Cost(plan, before, resumed));
    }

    /**
     * What a model took.
     *
     * @param before bytes transferred before
     * @param resumed number of shards of an interrupted training
     */
    private record Cost(MemoryPlan plan, Transferred before, int resumed) {}

    private Model model(Numbers numbers, Tensors tensors, Cost cost) {
        List<FeatureBlock> representatives = numbers.chosen().blocks();
        // may warn of elements without representatives
        Map<String, Integer> byElement = ElementCounts.of(run, representatives.get(0));
        Warnings warnings = new Warnings();
        run.warnings().list().forEach(warnings::add);
        TrainingSkill.warnings(run, crossValidated).forEach(warnings::add);
        TrainingReport report = new TrainingReport(
                run.set().structures(),
                run.set().skipped(),
                run.set().environments(),
                run.set().labels(),
                representatives.get(0).rows(),
                byElement,
                run.kernel().columns(run.channels()),
                new LinkedHashMap<>(noise),
                new LinkedHashMap<>(crossValidated),
                run.clock().seconds(),
                cost.plan().bytes(),
                ledger.peakBytes(),
                backend.resources().transferred().since(cost.before()),
                cost.resumed(),
                warnings.list());
        ModelParameters parameters = new ModelParameters(
                run.options(),
                run.channels(),
                representatives,
                tensors.features(),
                FittedTargets.of(run, numbers.targets(), tensors.blocks()),
                Provenance.of(run, backend, report),
                run.set().fingerprints());
        return Model.of(parameters, backend, report);
    }

    /**
     * Fits several numbers of representatives, each of which contains the ones before, in one pass over the structures.
     * Uncertainties are not calibrated.
     *
     * @param counts numbers of representatives, ascending; the last one is that of the options
     * @param models takes each model before the next one is fitted, and closes it
     */
    void fit(int[] counts, Consumer<Model> models) {
        try (PlannedSums planned = planned(Arrays.copyOf(counts, counts.length - 1))) {
            Transferred before = backend.resources().transferred();
            RepresentativeSelection.Ranked ranked =
                    RepresentativeSelection.ranked(run, planned.plan().rangeSize());
            WhitenedRepresentatives all = WhitenedRepresentatives.of(run, ranked.chosen());
            List<int[]> columns = Arrays.stream(counts)
                    .mapToObj(count -> all.first(ranked, count))
                    .toList();
            Iterator<int[]> next = columns.iterator();
            Checkpoint none = Checkpoint.of(run);
            new SparseFit(run, run.kernel(), layout(RowGroup.numbers(run.set())), shards, storage)
                    .fit(
                            new Representatives(all.left().blocks()),
                            all.whitening(),
                            planned.plan().rangeSize(),
                            none,
                            columns,
                            (whitening, solver) -> {
                                noise.clear();
                                crossValidated.clear();
                                NoiseChoice choice = choice(none);
                                Solution solution = solver.apply(choice);
                                report(solution, choice);
                                run.clock().end();
                                List<FittedTarget> targets = solution.blocks().stream()
                                        .map(b -> FittedTargets.finished(run, FittedTargets.number(run, b)))
                                        .toList();
                                models.accept(model(
                                        new Numbers(all.left().gather(next.next()), targets),
                                        new Tensors(List.of(), List.of()),
                                        new Cost(planned.plan(), before, 0)));
                            });
        }
    }

    private SumLayout layout(List<RowGroup> groups) {
        return new SumLayout(groups, model.noise(), model.summedFolds());
    }

    /** Plans the memory, and notes the plan. */
    MemoryPlan plan() {
        try (PlannedSums planned = planned()) {
            return planned.plan();
        }
    }

    private RepresentativeSelection.Chosen choose(MemoryPlan plan, Checkpoint checkpoint) {
        RepresentativeSelection.Chosen chosen =
                checkpoint.representatives().orElseGet(() -> RepresentativeSelection.choose(run, plan.rangeSize()));
        checkpoint.chosen(chosen);
        return chosen;
    }

    /**
     * Errors over held-out folds, in the terms of {@link TrainingReport#crossValidated}, without what only a model
     * needs.
     */
    Map<RowKey, Double> heldOutErrors() {
        try (PlannedSums planned = planned()) {
            return heldOutErrors(planned.plan());
        }
    }

    private Map<RowKey, Double> heldOutErrors(MemoryPlan plan) {
        SumLayout layout = layout(RowGroup.numbers(run.set()));
        Checkpoint checkpoint = Checkpoint.of(run);
        RepresentativeSelection.Chosen chosen = choose(plan, checkpoint);
        fitTensors(
                layout.groups().isEmpty()
                        ? chosen
                        : solve(chosen, layout, plan, checkpoint).left(),
                plan,
                checkpoint,
                false);
        return Map.copyOf(crossValidated);
    }

    /**
     * A fit of the numbers.
     *
     * @param left the representatives that are not spanned by others
     */
    private record Solved(
            RepresentativeSelection.Chosen left,
            Representatives representatives,
            Whitening whitening,
            Solution solution) {}

    private Numbers fitNumbers(
            RepresentativeSelection.Chosen chosen, SumLayout layout, MemoryPlan plan, Checkpoint checkpoint) {
        Solved solved = solve(chosen, layout, plan, checkpoint);
        return new Numbers(
                solved.left(), calibrated(solved.solution(), solved.representatives(), solved.whitening(), plan));
    }

    /** Whitens the representatives, which leaves out those that the others span, and fits the numbers on the rest. */
    private Solved solve(
            RepresentativeSelection.Chosen chosen, SumLayout layout, MemoryPlan plan, Checkpoint checkpoint) {
        WhitenedRepresentatives whitened = WhitenedRepresentatives.of(run, chosen);
        Representatives representatives = new Representatives(whitened.left().blocks());
        NoiseChoice choice = choice(checkpoint);
        Solution solution = new SparseFit(run, run.kernel(), layout, shards, storage)
                .fit(representatives, whitened.whitening(), plan.rangeSize(), checkpoint, choice);
        report(solution, choice);
        return new Solved(whitened.left(), representatives, whitened.whitening(), solution);
    }

    private NoiseChoice choice(Checkpoint checkpoint) {
        return new NoiseChoice(model.noise(), () -> run.execution().check(checkpoint.afterSums()));
    }

    private void report(Solution solution, NoiseChoice choice) {
        noise.putAll(solution.noise());
        crossValidated.putAll(choice.crossValidated());
    }

    /** Adds the scales of the uncertainties to a solution. */
    private List<FittedTarget> calibrated(
            Solution solution, Representatives representatives, Whitening whitening, MemoryPlan plan) {
        UncertaintyScales scales = new UncertaintyScales(run, representatives, whitening, plan.rangeSize());
        long m = whitening.size();
        long held = RepresentativeCovariances.bytes(whitening)
                + SparseFit.hostBytes(backend, representatives)
                + 4 * m * (m + 1) * solution.blocks().size();
        CommitteeCalibration committees = new CommitteeCalibration(run, run.kernel(), representatives, whitening, plan);
        ledger.add(held);
        try {
            return solution.blocks().stream()
                    .map(b -> committees.number(b, scales.scaled(b, FittedTargets.number(run, b))))
                    .map(t -> FittedTargets.finished(run, t))
                    .toList();
        } finally {
            ledger.remove(held);
        }
    }

    /** Fits the tensors, one irreducible representation after another. */
    private Tensors fitTensors(
            RepresentativeSelection.Chosen chosen, MemoryPlan plan, Checkpoint checkpoint, boolean calibrates) {
        List<FeatureBlock> scalars = chosen.blocks();
        IrrepRepresentatives representatives = new IrrepRepresentatives(
                run, chosen.environments(), scalars.get(0).centers(), plan.rangeSize(), checkpoint::betweenOrders);
        Tensors out = new Tensors(new ArrayList<>(), new ArrayList<>());
        long held = 0;
        try {
            for (Irrep irrep : RowGroup.irreps(run.set())) {
                Checkpoint stage = checkpoint.stage("lambda_" + irrep.lambda() + (irrep.sigma() < 0 ? "_pseudo" : ""));
                run.clock().begin("features", 0);
                IrrepFeatures features = representatives.of(irrep);
                Representatives all = new Representatives(features.features(), scalars);
                out.blocks().addAll(fitTensors(features, all, plan, stage, calibrates));
                out.features().add(features);
                ledger.add(all.featureBytes());
                held += all.featureBytes();
            }
        } finally {
            ledger.remove(held);
        }
        return out;
    }

    private List<CalibratedBlock> fitTensors(
            IrrepFeatures features, Representatives all, MemoryPlan plan, Checkpoint stage, boolean calibrates) {
        EnvironmentKernel kernel = run.kernel().of(features.irrep(), features.columns());
        run.clock().begin("whitening", 0);
        Whitening whitening = RepresentativeCovariances.factored(
                backend,
                kernel,
                all,
                plan.rangeSize(),
                k -> Whiteners.factorTensors(k, backend.algebra().host()));
        LOG.info(
                "lambda {}: {} of {} columns are independent",
                features.irrep().lambda(),
                Whiteners.rank(whitening),
                whitening.size());
        NoiseChoice choice = choice(stage);
        Solution solution = new SparseFit(
                        run, kernel, layout(RowGroup.tensors(run.set(), features.irrep())), shards, storage)
                .fit(all, whitening, plan.rangeSize(), stage, choice);
        report(solution, choice);
        return calibrates ? new CommitteeCalibration(run, kernel, all, whitening, plan).tensors(solution) : List.of();
    }
}
