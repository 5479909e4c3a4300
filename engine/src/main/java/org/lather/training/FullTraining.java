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
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.predict.Model;
import org.lather.regression.FullFit;
import org.lather.regression.FullStorage;
import org.lather.regression.NoiseChoice;
import org.lather.regression.Solution;
import org.lather.regression.StructureFit;
import org.lather.structure.DataException;
import org.lather.target.RowKey;

/** The steps of a full Gaussian process regression: plan the memory, compute all features, fit. */
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

    /** Errors over held-out folds, in the terms of {@link TrainingReport#crossValidated}, without a model. */
    Map<RowKey, Double> heldOutErrors() {
        NoiseChoice choice = choice();
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

    /** Plans the memory of a fit of whole structures, and notes the plan. */
    private MemoryPlan comparison() {
        long budget = run.execution().budgetBytes();
        MemoryPlan plan =
                MemoryPlan.fit(new StructureFit(run), run.backend(), budget, "a regression that compares structures");
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
        String kept = comparesStructures() && folder != null
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
        if (comparesStructures()) {
            MemoryPlan plan = comparison();
            FullStorage storage = FullStorage.inMemory(run);
            return model(compare(plan, storage, choice), storage, choice, plan, before);
        }
        Planned planned = planned();
        note(planned);
        FullStorage storage = storage(planned);
        return Owned.orClose(
                () -> {
                    Solution solution = fit(planned, storage, choice);
                    Model model = model(solution, storage, choice, planned.plan(), before);
                    storage.closeMatrices();
                    return model;
                },
                storage::close);
    }

    /** Returns the model, which owns the storage. */
    private Model model(
            Solution solution, FullStorage storage, NoiseChoice choice, MemoryPlan plan, Transferred before) {
        List<FeatureBlock> all = storage.blocks();
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
                comparesStructures() || solution.blocks().stream().anyMatch(b -> b.factor().length > 0)
                        ? run.set().atoms()
                        : new int[0],
                List.of(),
                FittedTargets.of(
                        run, solution.blocks().stream().map(this::target).toList(), List.of()),
                Provenance.of(run, backend, report),
                run.set().fingerprints());
        return Model.of(parameters, backend, report, storage::close);
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
