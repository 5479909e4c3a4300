package org.lather.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.gram.Folding;
import org.lather.gram.FoldingPlan;
import org.lather.gram.KernelRows;
import org.lather.gram.StructureCovariances;
import org.lather.gram.TargetWeights;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.ModelParameters;
import org.lather.predict.PredictionPlan.Kept;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.uncertainty.PredictiveVariance;
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/** Predicts batches of structures on one device of a backend, where it keeps the representatives until it is closed. */
final class DevicePrediction implements AutoCloseable {
    private final ModelParameters parameters;
    private final EnvironmentKernel kernel;
    private final Backend backend;
    private final int parts;
    private final FoldedForms forms;
    private final Map<String, TargetWeights> weights = new LinkedHashMap<>();
    private PredictionPlan sizes;
    private @Nullable BlockPrediction values;
    private @Nullable GradientPrediction gradients;
    private @Nullable PredictedUncertainties variance;
    /** What {@link #variance} reads. */
    private @Nullable VarianceFactors known;

    private Kept kept = Kept.NOTHING;

    /** @param parts number of devices that predict at the same time */
    DevicePrediction(
            ModelParameters parameters, EnvironmentKernel kernel, Backend backend, int parts, FoldedForms forms) {
        this.parameters = parameters;
        this.kernel = kernel;
        this.backend = backend;
        this.parts = parts;
        this.forms = forms;
        this.sizes = sizes(parameters.folding().with(Folding.NEVER));
    }

    private PredictionPlan sizes(FoldingPlan folding) {
        return new PredictionPlan(parameters, kernel, backend, parts, folding);
    }

    /** Changes what the next calls fold, and frees what was computed otherwise. */
    void fold(FoldingPlan folding) {
        if (!folding.equals(sizes.folding())) {
            close();
            sizes = sizes(folding);
        }
    }

    /**
     * Plans the memory of a call within the budget of that call, and uploads the representatives if they are not there.
     *
     * @param uncertainties those that are computed, as far as the model has them
     * @param factors whether the factors for uncertainties are in memory
     * @throws DataException if gradients are requested and no target has one
     * @throws org.lather.backend.UnavailableBackendException if gradients are requested and the backend has none
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     */
    void prepare(Request request, Uncertainties uncertainties, boolean factors, Execution execution) {
        boolean wanted = request.gradients();
        if (wanted && gradients == null) {
            gradients = new GradientPrediction(
                    parameters, kernel, backend, t -> Objects.requireNonNull(weights.get(t.name())));
        }
        Kept before = kept.withFactors(factors);
        // representatives are prepared anew in each call if the budget has no room for them
        boolean cache = range(wanted, uncertainties, before.withValues(), execution) > 0;
        int range = plan(wanted, uncertainties, cache ? before.withValues() : before, execution);
        if (weights.isEmpty()) {
            weights.putAll(forms.load(backend, sizes.folding()));
        }
        BlockPrediction v = values == null
                ? new BlockPrediction(parameters, List.copyOf(weights.values()), backend, range)
                : values;
        v.resize(range, cache);
        values = v;
        kept = (cache ? kept.withValues() : kept).with(wanted, Uncertainties.NONE);
    }

    /**
     * Whether what earlier calls left leaves a call as much room as it would have alone.
     *
     * @param factors whether the factors for uncertainties are in memory
     */
    boolean leavesRoom(Request request, Uncertainties uncertainties, boolean factors, Execution execution) {
        boolean wanted = request.gradients();
        int alone = range(wanted, uncertainties, Kept.NOTHING.withValues(), execution);
        return range(wanted, uncertainties, kept.withFactors(factors), execution)
                >= (alone > 0 ? alone : range(wanted, uncertainties, Kept.NOTHING, execution));
    }

    /** The number of environments at a time, or 0 if the budget does not suffice. */
    private int range(boolean wanted, Uncertainties uncertainties, Kept with, Execution execution) {
        try {
            return plan(wanted, uncertainties, with, execution);
        } catch (MemoryBudgetException e) {
            return 0;
        }
    }

    /** The number of environments at a time that fits the budget and the device. */
    private int plan(boolean wanted, Uncertainties uncertainties, Kept with, Execution execution) {
        // factors are on the host, whatever the device
        boolean device = backend.resources().freeBytes().isPresent();
        if (device || (uncertainties == Uncertainties.NONE && !with.factors())) {
            Kept there = with.withFactors(false);
            long held = values == null
                    ? 0
                    : BlockPrediction.representativesBytes(parameters)
                            + sizes.cachedBytes(kept)
                            + sizes.folding().bytes();
            MemoryPlan plan = MemoryPlan.fit(
                    range -> sizes.call(range, wanted, Uncertainties.NONE, 0, there),
                    backend,
                    held,
                    execution.budgetBytes(),
                    "this prediction");
            if (uncertainties != Uncertainties.NONE) {
                host(wanted, uncertainties, 1, with, execution);
            }
            return plan.rangeSize();
        }
        return host(wanted, uncertainties, 1, with, execution);
    }

    private int host(boolean wanted, Uncertainties uncertainties, int atoms, Kept with, Execution execution) {
        return MemoryPlan.fit(
                        range -> sizes.call(range, wanted, uncertainties, atoms, with),
                        execution.budgetBytes(),
                        uncertainties == Uncertainties.NONE ? "this prediction" : "this prediction with uncertainty")
                .rangeSize();
    }

    /**
     * Predicts a batch, after {@link #prepare}.
     *
     * @param factors factors for uncertainties; null for none
     */
    List<Prediction> predict(
            List<Structure> batch, Request request, @Nullable VarianceFactors factors, Execution execution) {
        PredictedUncertainties v = factors == null ? null : variance(batch, request, factors, execution);
        StructureConsumer consumer = v == null ? priors(request) : v::addValues;
        BlockPrediction blocks = Objects.requireNonNull(values);
        List<Prediction> out = batch.stream().map(Prediction::new).toList();
        GradientPrediction g = request.gradients() ? gradients : null;
        boolean inOnePass = g != null
                && parameters.targets().stream()
                        .allMatch(t -> t.withoutGradient().isEmpty());
        if (!inOnePass) {
            blocks.add(out, request.contributions(), consumer);
        }
        boolean members = request.uncertainties() == Uncertainties.ALL;
        KernelRows r = blocks.scalars();
        if (g != null && r != null) {
            if (inOnePass && consumer != null) {
                try (StructureCovariances covariances = blocks.covariances(batch, consumer)) {
                    g.add(out, r, new GradientPrediction.Wanted(true, members), covariances);
                    BlockPrediction.forEach(covariances, out, consumer);
                }
            } else {
                g.add(out, r, new GradientPrediction.Wanted(inOnePass, members), null);
            }
            for (int i = 0; v != null && request.uncertainties() == Uncertainties.ALL && i < out.size(); i++) {
                execution.check("Nothing more was predicted.");
                v.addDerivatives(out.get(i), r.parts().isWhole() ? r.representatives() : List.of());
            }
        }
        return out;
    }

    /** See {@link Model#similarities}; after {@link #prepare}. */
    double[] similarities(Structure structure) {
        KernelRows rows = Objects.requireNonNull(values).scalars();
        if (rows == null) {
            return new double[0];
        }
        return Similarities.of(structure, kernel, rows::computeInParts);
    }

    private @Nullable StructureConsumer priors(Request request) {
        return request.uncertainties() != Uncertainties.NONE && PriorVariances.areNeeded(parameters)
                ? new PriorVariances()
                : null;
    }

    private PredictedUncertainties variance(
            List<Structure> batch, Request request, VarianceFactors factors, Execution execution) {
        Uncertainties uncertainties = request.uncertainties();
        if (uncertainties == Uncertainties.ALL) {
            int atoms = batch.stream().mapToInt(Structure::size).max().orElse(0);
            host(request.gradients(), uncertainties, atoms, kept.withFactors(true), execution);
        }
        PredictedUncertainties v = variance;
        if (v == null || factors != known) {
            known = factors;
            v = new PredictedUncertainties(
                    parameters.targets(), new PredictiveVariance(parameters, kernel, backend, factors));
            variance = v;
        }
        return v;
    }

    @Override
    public void close() {
        if (values != null) {
            values.close();
            values = null;
        }
        weights.values().forEach(TargetWeights::close);
        weights.clear();
        gradients = null;
        variance = null;
        known = null;
        kept = Kept.NOTHING;
    }
}
