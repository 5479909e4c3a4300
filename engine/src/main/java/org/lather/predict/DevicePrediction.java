package org.lather.predict;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.gram.KernelRows;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.ModelParameters;
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
    private final PredictionPlan sizes;
    private @Nullable BlockPrediction values;
    private @Nullable GradientPrediction gradients;
    private @Nullable PredictedUncertainties variance;

    /** @param parts number of devices that predict at the same time */
    DevicePrediction(ModelParameters parameters, EnvironmentKernel kernel, Backend backend, int parts) {
        this.parameters = parameters;
        this.kernel = kernel;
        this.backend = backend;
        this.sizes = new PredictionPlan(parameters, kernel, backend, parts);
    }

    /**
     * Plans the memory and uploads the representatives, once.
     *
     * @throws DataException if gradients are requested and no target has one
     * @throws org.lather.backend.UnavailableBackendException if gradients are requested and the backend has none
     */
    void prepare(Request request, Execution execution) {
        if (request.gradients() && gradients == null) {
            gradients = new GradientPrediction(parameters, kernel, backend);
        }
        if (values == null) {
            MemoryPlan.Planner planner = request.gradients() ? sizes::gradients : sizes::values;
            MemoryPlan plan = MemoryPlan.fit(planner, backend, execution.budgetBytes(), "this prediction");
            values = new BlockPrediction(parameters, backend, plan.rangeSize());
        }
    }

    /**
     * Predicts a batch, after {@link #prepare}.
     *
     * @param factors factors for uncertainties; null for none
     */
    List<Prediction> predict(
            List<Structure> batch, Request request, @Nullable VarianceFactors factors, Execution execution) {
        PredictedUncertainties v =
                factors == null ? null : variance(batch, request.uncertainties(), factors, execution);
        BlockPrediction blocks = Objects.requireNonNull(values);
        List<Prediction> out = batch.stream().map(Prediction::new).toList();
        GradientPrediction g = request.gradients() ? gradients : null;
        boolean inOnePass = g != null
                && v == null
                && parameters.targets().stream()
                        .allMatch(t -> t.withoutGradient().isEmpty());
        if (!inOnePass) {
            blocks.add(out, request.contributions(), v == null ? null : v::addValues);
        }
        KernelRows r = blocks.scalars();
        if (g != null && r != null) {
            g.add(out, r, inOnePass);
            for (int i = 0; v != null && request.uncertainties() == Uncertainties.ALL && i < out.size(); i++) {
                execution.check("Nothing more was predicted.");
                v.addDerivatives(out.get(i), r.representatives());
            }
        }
        return out;
    }

    private PredictedUncertainties variance(
            List<Structure> batch, Uncertainties uncertainties, VarianceFactors factors, Execution execution) {
        if (uncertainties == Uncertainties.ALL) {
            expectRoom(
                    uncertainties,
                    batch.stream().mapToInt(Structure::size).max().orElse(0),
                    execution);
        }
        PredictedUncertainties v = variance;
        if (v == null) {
            v = new PredictedUncertainties(
                    parameters.targets(), new PredictiveVariance(parameters, kernel, backend, factors));
            variance = v;
        }
        return v;
    }

    /**
     * Checks that uncertainties fit in memory.
     *
     * @param atoms number of atoms of the largest structure
     * @throws org.lather.execution.MemoryBudgetException if they do not
     */
    void expectRoom(Uncertainties uncertainties, int atoms, Execution execution) {
        MemoryPlan.fit(
                range -> sizes.uncertainty(range, uncertainties, atoms),
                execution.budgetBytes(),
                "this prediction with uncertainty");
    }

    @Override
    public void close() {
        if (values != null) {
            values.close();
            values = null;
        }
        gradients = null;
        variance = null;
    }
}
