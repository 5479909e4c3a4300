package org.lather.training;

import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Transferred;
import org.lather.basis.RepresentativeSelection;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.predict.Model;
import org.lather.regression.FullFit;
import org.lather.regression.NoiseChoice;
import org.lather.regression.Solution;
import org.lather.target.RowKey;

/** The steps of a full Gaussian process regression: plan the memory, compute all features, fit. */
final class FullTraining {
    private final TrainingRun run;

    FullTraining(TrainingRun run) {
        this.run = run;
    }

    /** Errors over held-out folds, in the terms of {@link TrainingReport#crossValidated}, without a model. */
    Map<RowKey, Double> heldOutErrors() {
        Backend backend = run.backend();
        FullFit fit = new FullFit(run);
        MemoryPlan plan =
                MemoryPlan.fit(fit, backend, run.execution().budgetBytes(), "full Gaussian process regression");
        NoiseChoice choice = new NoiseChoice(
                run.options().model().noise(), () -> run.execution().check("Nothing was kept."));
        fit.fit(RepresentativeSelection.all(run, plan.rangeSize()), plan.rangeSize(), choice);
        return choice.crossValidated();
    }

    Model fit() {
        Backend backend = run.backend();
        Transferred before = backend.resources().transferred();
        FullFit fit = new FullFit(run);
        MemoryPlan plan = plan(fit);
        List<FeatureBlock> all = RepresentativeSelection.all(run, plan.rangeSize());
        NoiseChoice choice = new NoiseChoice(
                run.options().model().noise(), () -> run.execution().check("Nothing was kept."));
        Solution solution = fit.fit(all, plan.rangeSize(), choice);
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
                List.of(),
                FittedTargets.of(
                        run,
                        solution.blocks().stream()
                                .map(b -> FittedTargets.number(run, b))
                                .toList(),
                        List.of()),
                Provenance.of(run, backend, report),
                run.set().fingerprints());
        return Model.of(parameters, backend, report);
    }

    /** Plans the memory, and notes the plan. */
    MemoryPlan plan() {
        return plan(new FullFit(run));
    }

    private MemoryPlan plan(FullFit fit) {
        long budget = run.execution().budgetBytes();
        MemoryPlan plan = MemoryPlan.fit(fit, run.backend(), budget, "full Gaussian process regression");
        plan = run.set().kept().within(plan, budget, run.backend().resources().ledger());
        run.execution().progress().note("memory    " + plan.describe());
        return plan;
    }
}
