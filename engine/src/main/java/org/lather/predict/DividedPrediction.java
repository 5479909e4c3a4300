package org.lather.predict;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.DeviceMemoryException;
import org.lather.execution.DeviceWorkers;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.gram.Folding;
import org.lather.gram.FoldingPlan;
import org.lather.gram.StructureBatches;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/**
 * Predicts with the devices of a backend, each of which has its own representatives. They take batches in turn, and
 * predictions are returned in the order of the structures.
 */
final class DividedPrediction implements AutoCloseable {
    /** Number of structures in a batch if each needs much work, so that few structures keep all devices busy. */
    private static final int FEW = 8;

    private final ModelParameters parameters;
    private final List<DevicePrediction> parts = new ArrayList<>();
    private final Backend first;
    private final FoldedForms forms;
    private final SharedFactors factors;
    private @Nullable Planned planned;

    /** What the plan of a call depends on if memory is that of the host. */
    private record Planned(boolean gradients, Uncertainties uncertainties, long budgetBytes, boolean factors) {}

    /**
     * @param forms what sums are folded into, shared with others
     * @param factors what uncertainties read, shared with others
     */
    DividedPrediction(
            ModelParameters parameters,
            EnvironmentKernel kernel,
            Backend backend,
            FoldedForms forms,
            SharedFactors factors) {
        this.parameters = parameters;
        this.first = backend;
        this.forms = forms;
        this.factors = factors;
        int count = backend.devices().size();
        List<Backend> each = count == 1 ? List.of(backend) : backend.devices();
        each.forEach(p -> parts.add(new DevicePrediction(parameters, kernel, p, count, forms)));
    }

    /** Predicts structures whose elements are known, in order. */
    void run(Iterator<Structure> structures, Request request, Execution execution, Consumer<Prediction> consumer) {
        prepare(request, execution);
        VarianceFactors uncertainties = structures.hasNext() ? factors(request) : null;
        int most = parts.size() > 1 && request.heavy() ? FEW : StructureBatches.MAX_STRUCTURES;
        Deque<Future<List<Prediction>>> ahead = new ArrayDeque<>();
        try (DeviceWorkers workers = new DeviceWorkers(parts.size())) {
            for (int next = 0; structures.hasNext() || !ahead.isEmpty(); ) {
                while (structures.hasNext() && ahead.size() < parts.size()) {
                    execution.check("Nothing more was predicted.");
                    List<Structure> batch = StructureBatches.next(structures, most);
                    DevicePrediction part = parts.get(next);
                    ahead.add(workers.submit(next, () -> part.predict(batch, request, uncertainties, execution)));
                    next = (next + 1) % parts.size();
                }
                List<Prediction> done = DeviceWorkers.await(ahead.remove());
                done.forEach(consumer);
                execution.progress().advance(done.size());
            }
        }
    }

    /** Predicts one structure with the first device. */
    Prediction one(Structure structure, Request request, Execution execution) {
        DevicePrediction part = parts.get(0);
        prepare(request, execution);
        return part.predict(List.of(structure), request, factors(request), execution)
                .get(0);
    }

    /** See {@link Model#similarities}. */
    double[] similarities(Structure structure, Execution execution) {
        prepare(Request.VALUES, execution);
        return parts.get(0).similarities(structure);
    }

    /** Plans the memory of this call; what earlier calls left is freed if it leaves less room. */
    private void prepare(Request request, Execution execution) {
        Uncertainties uncertainties = uncertainties(request);
        Planned call = new Planned(request.gradients(), uncertainties, execution.budgetBytes(), factors.present());
        if (call.equals(planned) && first.resources().freeBytes().isEmpty()) {
            return;
        }
        planned = null;
        long budget = execution.budgetBytes();
        FoldingPlan folding = forms.within(budget);
        if (folding.folds()) {
            try {
                prepare(request, uncertainties, execution, folding);
                planned = call;
                return;
            } catch (MemoryBudgetException | DeviceMemoryException e) {
                if (forms.isForced()) {
                    throw e;
                }
                forms.refuse(budget);
            }
        }
        forms.clear();
        prepare(request, uncertainties, execution, folding.with(Folding.NEVER));
        planned = call;
    }

    private void prepare(Request request, Uncertainties uncertainties, Execution execution, FoldingPlan folding) {
        parts.forEach(p -> p.fold(folding));
        if (!parts.stream().allMatch(p -> p.leavesRoom(request, uncertainties, factors.present(), execution))) {
            free();
        }
        boolean kept = factors.present();
        parts.forEach(p -> p.prepare(request, uncertainties, kept, execution));
    }

    /** The uncertainties that are requested, as far as the model has them. */
    private Uncertainties uncertainties(Request request) {
        return VarianceFactors.areKnown(parameters) ? request.uncertainties() : Uncertainties.NONE;
    }

    /** The factors for uncertainties, after {@link #prepare}; null if none are requested or available. */
    private @Nullable VarianceFactors factors(Request request) {
        return uncertainties(request) == Uncertainties.NONE ? null : factors.get(first);
    }

    /** Frees what calls left in memory, and the shared factors. */
    private void free() {
        close();
        factors.close();
    }

    @Override
    public void close() {
        planned = null;
        parts.forEach(DevicePrediction::close);
    }
}
