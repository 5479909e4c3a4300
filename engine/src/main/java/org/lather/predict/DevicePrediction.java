package org.lather.predict;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Owned;
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
    private @Nullable KernelRows rows;
    private @Nullable NumberPrediction numbers;
    private @Nullable TensorPrediction tensors;
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
        if (rows == null && tensors == null) {
            MemoryPlan.Planner planner = request.gradients() ? sizes::gradients : sizes::values;
            MemoryPlan plan = MemoryPlan.fit(planner, backend, execution.budgetBytes(), "this prediction");
            Owned.orClose(() -> load(plan.rangeSize()), this::close);
        }
    }

    private void load(int rangeSize) {
        if (!parameters.numbers().isEmpty()) {
            rows = new KernelRows(backend, kernel, parameters.channels(), parameters.scalars(), rangeSize);
            numbers = new NumberPrediction(parameters, backend, rows);
        }
        if (!parameters.tensors().isEmpty()) {
            tensors = new TensorPrediction(parameters, backend, rangeSize);
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
        List<Prediction> out = batch.stream().map(Prediction::new).toList();
        GradientPrediction g = request.gradients() ? gradients : null;
        boolean inOnePass = g != null
                && v == null
                && parameters.targets().stream()
                        .allMatch(t -> t.withoutGradient().isEmpty());
        if (!inOnePass) {
            addValues(out, request.contributions(), v);
        }
        KernelRows r = rows;
        if (g != null && r != null) {
            g.add(out, r, inOnePass);
            for (int i = 0; v != null && request.uncertainties() == Uncertainties.ALL && i < out.size(); i++) {
                execution.check("Nothing more was predicted.");
                v.addDerivatives(out.get(i), r.representatives());
            }
        }
        return out;
    }

    private void addValues(List<Prediction> out, boolean shares, @Nullable PredictedUncertainties uncertainties) {
        if (numbers != null) {
            numbers.add(out, shares, uncertainties == null ? null : uncertainties::addValues);
        }
        if (tensors != null) {
            tensors.add(out, shares);
        }
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
            v = new PredictedUncertainties(new PredictiveVariance(parameters, kernel, backend, factors));
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
        if (rows != null) {
            rows.close();
            rows = null;
            numbers = null;
        }
        if (tensors != null) {
            tensors.close();
            tensors = null;
        }
        gradients = null;
        variance = null;
    }
}
