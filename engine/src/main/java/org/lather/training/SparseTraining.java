package org.lather.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Ledger;
import org.lather.backend.Transferred;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.RepresentativeSelection;
import org.lather.basis.Whiteners;
import org.lather.calibration.UncertaintyScales;
import org.lather.dataset.TargetColumn;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.predict.Model;
import org.lather.regression.Checkpoint;
import org.lather.regression.RowGroup;
import org.lather.regression.SparseFit;
import org.lather.regression.TensorFit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a sparse Gaussian process regression: plan the memory, choose representatives, whiten, sum up and solve
 * the numbers, calibrate their uncertainties, then fit the tensors.
 */
final class SparseTraining {
    private static final Logger LOG = LoggerFactory.getLogger(SparseTraining.class);

    private final TrainingRun run;
    private final Backend backend;
    private final Ledger ledger;
    private final SparseFit fit;

    SparseTraining(TrainingRun run) {
        this.run = run;
        this.backend = run.backend();
        this.ledger = backend.resources().ledger();
        this.fit = new SparseFit(run);
    }

    Model fit() {
        Transferred before = backend.resources().transferred();
        SparsePlan sizes = new SparsePlan(run, fit.layout(), fit.shards());
        long budget = run.execution().budgetBytes();
        MemoryPlan plan = run.set().kept().within(MemoryPlan.fit(sizes, backend, budget, "this fit"), budget, ledger);
        run.execution().progress().note("memory    " + plan.describe());
        boolean tensors = !run.set().tensors().isEmpty();
        Checkpoint checkpoint = Checkpoint.of(run);
        RepresentativeSelection.Chosen chosen =
                checkpoint.representatives().orElseGet(() -> RepresentativeSelection.choose(run, plan.rangeSize()));
        checkpoint.chosen(chosen);
        SparseFit.Solution solution = SparseFit.Solution.NONE;
        if (!fit.groups().isEmpty()) {
            run.clock().begin("whitening", 0);
            Whiteners.Result whitened = fit.whiten(chosen.blocks());
            int found = chosen.blocks().get(0).rows();
            if (whitened.kept().length < found) {
                LOG.info(
                        "{} of {} representatives are spanned by the others and left out",
                        found - whitened.kept().length,
                        found);
                chosen = chosen.gather(whitened.kept());
            }
            run.execution().check("Nothing was kept.");
            solution = fit.fit(chosen.blocks(), whitened, plan.rangeSize(), checkpoint);
            solution = scaled(solution, chosen.blocks(), whitened, plan);
        }
        TensorFit.Result fitted = tensors
                ? new TensorFit(run, fit.shards(), chosen, plan.rangeSize(), checkpoint).fit()
                : TensorFit.Result.NONE;
        checkpoint.delete();
        run.clock().end();
        int m = chosen.blocks().get(0).rows();
        Map<String, Double> noise = new LinkedHashMap<>(solution.noise());
        noise.putAll(fitted.noise());
        Map<String, Double> crossValidated = new LinkedHashMap<>(solution.crossValidated());
        crossValidated.putAll(fitted.crossValidated());
        List<FittedTarget> targets = new ArrayList<>(solution.targets());
        targets.addAll(fitted.targets());
        targets.sort(Comparator.comparingInt(
                f -> new ArrayList<>(run.options().targets().keySet()).indexOf(f.name())));
        TrainingReport report = new TrainingReport(
                run.set().structures(),
                run.set().skipped(),
                run.set().environments(),
                m,
                run.kernel().columns(run.channels()),
                noise,
                crossValidated,
                run.clock().seconds(),
                plan.bytes(),
                ledger.peakBytes(),
                backend.resources().transferred().since(before),
                checkpoint.resumedInAll());
        ModelParameters parameters = new ModelParameters(
                run.options(),
                run.channels(),
                chosen.blocks(),
                fitted.features(),
                targets,
                Provenance.of(run, backend, report));
        return Model.of(parameters, backend, report);
    }

    /** Adds the scales of the uncertainties. */
    private SparseFit.Solution scaled(
            SparseFit.Solution solution, List<FeatureBlock> chosen, Whiteners.Result whitened, MemoryPlan plan) {
        UncertaintyScales scales = new UncertaintyScales(run, chosen, whitened.whitening(), plan.rangeSize());
        long m = whitened.whitening().size();
        long held = RepresentativeCovariances.bytes(whitened.whitening())
                + fit.hostBytes(chosen)
                + 4 * m * (m + 1) * solution.targets().size();
        ledger.add(held);
        try {
            List<FittedTarget> out = new ArrayList<>();
            for (RowGroup group : fit.groups()) {
                for (TargetColumn c : group.columns()) {
                    // they were solved in this order
                    out.add(scales.scaled(group, c, solution.targets().get(out.size())));
                }
            }
            return new SparseFit.Solution(out, solution.noise(), solution.crossValidated());
        } finally {
            ledger.remove(held);
        }
    }
}
