package org.lather.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Ledger;
import org.lather.backend.Owned;
import org.lather.backend.Transferred;
import org.lather.basis.RepresentativeSelection;
import org.lather.calibration.StructureScales;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.match.StoredStructures;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.options.ModelOptions;
import org.lather.predict.Model;
import org.lather.regression.FullFit;
import org.lather.regression.FullStorage;
import org.lather.regression.NoiseChoice;
import org.lather.regression.Solution;
import org.lather.regression.SparseStructureFit;
import org.lather.regression.StructureFit;
import org.lather.structure.DataException;
import org.lather.target.RowKey;

/**
 * The steps of a full Gaussian process regression, and of regressions that compare whole structures: plan the memory,
 * compute the features, fit.
 */
final class FullTraining {
    private final TrainingRun run;

    FullTraining(TrainingRun run) {
        this.run = run;
    }

    /**
     * A memory plan and the place for which it was made.
     *
     * @param stored number of bytes on disk
     */
    private record Planned(FullFit fit, FullStorage.Place place, MemoryPlan plan, long stored) {}

    /** Whether a regression keeps the features of all structures, or compares whole structures. */
    static boolean isFor(ModelOptions model) {
        return model.type() == ModelOptions.Type.GPR || model.comparesStructures();
    }

    /** Errors over held-out folds, in the terms of {@link TrainingReport#crossValidated}, without a model. */
    Map<RowKey, Double> heldOutErrors() {
        NoiseChoice choice = choice();
        if (isSparse()) {
            new SparseStructureFit(run).fit(comparison().rangeSize(), choice);
            return choice.crossValidated();
        }
        if (comparesStructures()) {
            MemoryPlan plan = comparison();
            try (FullStorage storage = FullStorage.inMemory(run)) {
                compare(plan, storage, choice);
            }
            return choice.crossValidated();
        }
        Planned planned = planned();
        try (FullStorage storage = storage(planned)) {
            fit(planned, storage, choice);
        }
        return choice.crossValidated();
    }

    private boolean comparesStructures() {
        return run.options().model().comparesStructures();
    }

    /** Whether some structures span a fit of whole structures. */
    private boolean isSparse() {
        return comparesStructures() && run.options().model().type().hasRepresentatives();
    }

    /** Plans the memory of a fit of whole structures, and notes the plan. */
    private MemoryPlan comparison() {
        long budget = run.execution().budgetBytes();
        MemoryPlan.Planner planner = isSparse() ? new SparseStructureFit(run) : new StructureFit(run);
        MemoryPlan plan = MemoryPlan.fit(planner, run.backend(), budget, "a regression that compares structures");
        plan = run.set().kept().within(plan, budget, run.backend().resources().ledger());
        run.execution().progress().note("memory    " + plan.describe());
        return plan;
    }

    private Solution compare(MemoryPlan plan, FullStorage storage, NoiseChoice choice) {
        Ledger ledger = run.backend().resources().ledger();
        ledger.add(storage.heldBytes());
        try {
            RepresentativeSelection.all(run, plan.rangeSize(), storage);
            return new StructureFit(run).fit(storage.blocks(), plan.rangeSize(), choice);
        } finally {
            ledger.remove(storage.heldBytes());
        }
    }

    private NoiseChoice choice() {
        Path folder = run.execution().scratch();
        String kept = comparesStructures() && !isSparse() && folder != null
                ? "The kernels of the structures are kept in " + folder + ". Resume with the same command"
                : "Nothing was kept.";
        return new NoiseChoice(
                run.options().model().noise(), () -> run.execution().check(kept));
    }

    private Solution fit(Planned planned, FullStorage storage, NoiseChoice choice) {
        int range = planned.plan().rangeSize();
        Ledger ledger = run.backend().resources().ledger();
        ledger.add(storage.heldBytes());
        try {
            RepresentativeSelection.all(run, range, storage);
            return planned.fit().fit(storage, range, choice);
        } finally {
            ledger.remove(storage.heldBytes());
        }
    }

    private FullStorage storage(Planned planned) {
        Path folder = run.execution().scratch();
        return planned.place() == FullStorage.Place.MEMORY || folder == null
                ? FullStorage.inMemory(run)
                : FullStorage.onDisk(run, planned.place(), folder, planned.stored());
    }

    Model fit() {
        Transferred before = run.backend().resources().transferred();
        NoiseChoice choice = choice();
        if (isSparse()) {
            MemoryPlan plan = comparison();
            SparseStructureFit.Fitted fitted = new SparseStructureFit(run).fit(plan.rangeSize(), choice);
            StoredStructures chosen = fitted.representatives();
            Stored stored = new Stored(chosen.environments().features(), chosen.sizes(), () -> {});
            return model(fitted.solution(), stored, choice, plan, before);
        }
        if (comparesStructures()) {
            MemoryPlan plan = comparison();
            FullStorage storage = FullStorage.inMemory(run);
            Solution solution = compare(plan, storage, choice);
            return model(solution, stored(storage, true), choice, plan, before);
        }
        Planned planned = planned();
        note(planned);
        FullStorage storage = storage(planned);
        return Owned.orClose(
                () -> {
                    Solution solution = fit(planned, storage, choice);
                    boolean posterior = solution.blocks().stream().anyMatch(b -> b.factor().length > 0);
                    Model model = model(solution, stored(storage, posterior), choice, planned.plan(), before);
                    storage.closeMatrices();
                    return model;
                },
                storage::close);
    }

    /**
     * What a model keeps of its structures.
     *
     * @param features of their environments, one block for each term of the kernel
     * @param structures number of environments of each; empty if the model does not need them
     * @param close frees the features
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    private record Stored(List<FeatureBlock> features, int[] structures, Runnable close) {}

    private Stored stored(FullStorage storage, boolean structures) {
        return new Stored(storage.blocks(), structures ? run.set().atoms() : new int[0], storage::close);
    }

    /** Returns the model, which owns what is stored. */
    private Model model(Solution solution, Stored stored, NoiseChoice choice, MemoryPlan plan, Transferred before) {
        List<FeatureBlock> all = stored.features();
        Backend backend = run.backend();
        run.clock().end();
        TrainingSkill.warnings(run, choice.crossValidated()).forEach(run.warnings()::add);
        TrainingReport report = new TrainingReport(
                run.set().structures(),
                run.set().skipped(),
                run.set().environments(),
                run.set().labels(),
                all.get(0).rows(),
                ElementCounts.of(run, all.get(0)),
                run.kernel().columns(run.channels()),
                solution.noise(),
                choice.crossValidated(),
                run.clock().seconds(),
                plan.bytes(),
                backend.resources().ledger().peakBytes(),
                backend.resources().transferred().since(before),
                0,
                run.warnings().list());
        ModelParameters parameters = new ModelParameters(
                run.options(),
                run.channels(),
                all,
                stored.structures(),
                List.of(),
                FittedTargets.of(
                        run, solution.blocks().stream().map(this::target).toList(), List.of()),
                Provenance.of(run, backend, report),
                run.set().fingerprints());
        return Model.of(parameters, backend, report, stored.close());
    }

    private FittedTarget target(Solution.Block block) {
        FittedTarget number = FittedTargets.number(run, block);
        return number.hasUncertainty() ? StructureScales.scaled(run, block, number) : number;
    }

    /** Plans the memory, and notes the plan. */
    MemoryPlan plan() {
        if (comparesStructures()) {
            return comparison();
        }
        Planned planned = planned();
        note(planned);
        return planned.plan();
    }

    private void note(Planned planned) {
        run.execution().progress().note("memory    " + planned.plan().describe());
        if (planned.fit().lacksPosterior()) {
            run.execution()
                    .progress()
                    .note("uncertainty none: the memory has no room for the factor of all training structures");
        }
        if (planned.stored() > 0) {
            run.execution()
                    .progress()
                    .note("scratch   " + MemoryPlan.text(planned.stored()) + " in "
                            + run.execution().scratch());
        }
    }

    /**
     * The first place where the fit fits: in memory, otherwise in the folder for temporary files.
     *
     * @throws DataException if the features fit the memory but not an array, and there is no such folder
     */
    private Planned planned() {
        long budget = run.execution().budgetBytes();
        Optional<String> tooMany = FullStorage.tooMany(run);
        List<MemoryBudgetException> failures = new ArrayList<>();
        for (FullStorage.Place place : FullStorage.Place.values()) {
            if (place == FullStorage.Place.MEMORY && tooMany.isPresent()) {
                continue;
            }
            FullFit fit = new FullFit(run, place);
            MemoryPlan plan;
            try {
                plan = MemoryPlan.fit(fit, run.backend(), budget, "full Gaussian process regression");
            } catch (MemoryBudgetException e) {
                failures.add(e);
                continue;
            }
            if (fit.storedBytes() > 0 && run.execution().scratch() == null) {
                Cure disk = Cure.use(
                        Setting.argument("scratch", "DIR"),
                        ", a folder on a disk with " + MemoryPlan.text(fit.storedBytes()) + " free");
                throw failures.isEmpty()
                        ? new DataException(
                                "the features of all environments are too many for an array (" + tooMany.orElse("")
                                        + ")",
                                disk)
                        : failures.get(0).or(disk);
            }
            plan = run.set()
                    .kept()
                    .within(plan, budget, run.backend().resources().ledger());
            return new Planned(fit, place, plan, fit.storedBytes());
        }
        throw failures.get(run.execution().scratch() == null ? 0 : failures.size() - 1);
    }
}
