package org.lather.predict;

import java.util.List;
import org.lather.backend.Backend;
import org.lather.execution.MemoryPlan;
import org.lather.gram.KernelRows;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.ModelParameters;
import org.lather.uncertainty.PredictiveVariance;
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/**
 * The memory of predictions, for each device of a backend separately, except for factors of uncertainties on the host.
 *
 * @param parts number of devices number of devices of the backend that predict at the same time
 */
record PredictionPlan(ModelParameters parameters, EnvironmentKernel kernel, Backend backend, int parts) {
    /** The plan for values with a number of environments at a time. */
    MemoryPlan values(int range) {
        return plan("prediction", BlockPrediction.items(parameters, range), range);
    }

    /** The plan with gradients, including those with respect to features and representatives cached by the backend. */
    MemoryPlan gradients(int range) {
        long f = columns();
        List<MemoryPlan.Item> items = BlockPrediction.items(parameters, range);
        items.add(new MemoryPlan.Item("gradients of " + range + " environments", 8L * range * f));
        items.add(new MemoryPlan.Item(
                "packed representatives", backend.gradients().representativesBytes(f, parameters.size())));
        return plan("prediction with gradients", items, range);
    }

    /**
     * The plan with uncertainties, including covariances of the structure's atoms with each other and the memory of the
     * variance.
     *
     * @param atoms number of atoms of the largest structure, used if derivatives have uncertainties, too
     */
    MemoryPlan uncertainty(int range, Uncertainties uncertainties, int atoms) {
        List<MemoryPlan.Item> items = BlockPrediction.items(parameters, range);
        items.addAll(VarianceFactors.items(parameters, kernel));
        items.add(new MemoryPlan.Item(
                "covariances of the structure", 16L * KernelRows.MAX_RANGE * (KernelRows.MAX_RANGE + columns())));
        if (uncertainties == Uncertainties.ALL) {
            for (MemoryPlan.Item i : PredictiveVariance.derivativeItems(parameters, atoms)) {
                items.add(new MemoryPlan.Item(
                        i.name() + (parts > 1 ? " on each of " + parts + " devices" : ""), parts * i.bytes()));
            }
        }
        return plan("prediction with uncertainty", items, range);
    }

    private long columns() {
        return kernel.columns(parameters.channels());
    }

    private static MemoryPlan plan(String name, List<MemoryPlan.Item> items, int range) {
        return new MemoryPlan(List.of(new MemoryPlan.Phase(name, items)), range);
    }
}
