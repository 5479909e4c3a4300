package org.lather.predict;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.execution.MemoryPlan;
import org.lather.gram.FoldingPlan;
import org.lather.gram.KernelGradients;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.ModelParameters;
import org.lather.uncertainty.PredictiveVariance;
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/**
 * The memory of predictions, for each device of a backend separately, except for factors of uncertainties on the host.
 *
 * @param parts number of devices of the backend that predict at the same time
 * @param folding terms of the kernel that are folded
 */
record PredictionPlan(
        ModelParameters parameters, EnvironmentKernel kernel, Backend backend, int parts, FoldingPlan folding) {
    /**
     * What is in memory from one call to the next, in addition to the representatives.
     *
     * @param values whether the backend holds representatives as values read them
     * @param gradients whether it also holds them as gradients read them
     * @param factors whether the factors for uncertainties are there
     */
    record Kept(boolean values, boolean gradients, boolean factors) {
        static final Kept NOTHING = new Kept(false, false, false);

        /** This and what a call adds. */
        Kept with(boolean wanted, Uncertainties uncertainties) {
            return new Kept(values || wanted, gradients || wanted, factors || uncertainties != Uncertainties.NONE);
        }

        /** This with representatives that the backend caches for values. */
        Kept withValues() {
            return new Kept(true, gradients, factors);
        }

        /** This with or without the factors. */
        Kept withFactors(boolean present) {
            return new Kept(values, gradients, present);
        }
    }

    /**
     * The plan for one call: one phase for each property, each with everything that is kept.
     *
     * @param uncertainties those that are computed, as far as the model has them
     * @param atoms number of atoms of the largest structure, used if derivatives have uncertainties, too
     */
    MemoryPlan call(int range, boolean gradients, Uncertainties uncertainties, int atoms, Kept before) {
        Kept kept = before.with(gradients, uncertainties);
        List<MemoryPlan.Phase> phases = new ArrayList<>();
        if (gradients) {
            phases.add(new MemoryPlan.Phase("prediction with gradients", gradients(range, kept)));
        }
        if (uncertainties != Uncertainties.NONE) {
            phases.add(new MemoryPlan.Phase(
                    "prediction with uncertainty", uncertainty(range, uncertainties, atoms, kept)));
        }
        if (phases.isEmpty()) {
            phases.add(new MemoryPlan.Phase("prediction", values(range, kept)));
        }
        return new MemoryPlan(phases, range);
    }

    /** The memory of values, and of what is kept. */
    private List<MemoryPlan.Item> values(int range, Kept kept) {
        List<MemoryPlan.Item> items = BlockPrediction.items(parameters, range);
        long packed = cachedBytes(kept);
        if (packed > 0) {
            items.add(new MemoryPlan.Item("packed representatives", packed));
        }
        if (folding.folds()) {
            items.add(new MemoryPlan.Item("folded representatives", folding.bytes()));
            items.add(new MemoryPlan.Item("products of " + range + " environments", 8L * range * columns()));
        }
        if (PriorVariances.areNeeded(parameters)) {
            items.add(ofTheStructure());
        }
        if (kept.factors) {
            items.addAll(
                    VarianceFactors.items(parameters, kernel, backend.algebra().host()));
        }
        return items;
    }

    /** The memory of gradients, including those with respect to features. */
    private List<MemoryPlan.Item> gradients(int range, Kept kept) {
        List<MemoryPlan.Item> items = values(range, kept);
        long together = Math.max(
                1,
                Math.min(
                        KernelGradients.TOGETHER,
                        parameters.targets().stream()
                                .filter(t -> t.withoutGradient().isEmpty())
                                .count()));
        // half of a range at a time
        long bytes = 8L * range * columns() * Math.max(2, together) / 2;
        items.add(new MemoryPlan.Item("gradients of " + range + " environments", bytes));
        return items;
    }

    /** The memory of uncertainties, including covariances of the structure's atoms with each other. */
    private List<MemoryPlan.Item> uncertainty(int range, Uncertainties uncertainties, int atoms, Kept kept) {
        List<MemoryPlan.Item> items = values(range, kept);
        items.add(ofTheStructure());
        if (uncertainties == Uncertainties.ALL) {
            for (MemoryPlan.Item i : PredictiveVariance.derivativeItems(parameters, atoms)) {
                items.add(new MemoryPlan.Item(
                        i.name() + (parts > 1 ? " on each of " + parts + " devices" : ""), parts * i.bytes()));
            }
        }
        return items;
    }

    private MemoryPlan.Item ofTheStructure() {
        return new MemoryPlan.Item(
                "covariances of the structure", 16L * KernelRows.MAX_RANGE * (KernelRows.MAX_RANGE + columns()));
    }

    /** The bytes of representatives that the backend caches. */
    long cachedBytes(Kept kept) {
        long columns = folding.unfoldedColumns();
        if (columns == 0) {
            return 0;
        }
        Representatives all = parameters.scalars();
        if (kept.gradients) {
            return backend.gradients().representativesBytes(columns, all.mostLoaded());
        }
        boolean cached = kept.values && all.isWhole() && !parameters.numbers().isEmpty();
        return cached ? backend.cachedBytes(columns, parameters.size()) : 0;
    }

    private long columns() {
        return kernel.columns(parameters.channels());
    }
}
