package org.lather.predict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.FormBlock;
import org.lather.backend.Owned;
import org.lather.gram.FoldedSums;
import org.lather.gram.Folding;
import org.lather.gram.FoldingPlan;
import org.lather.gram.TargetWeights;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;

/**
 * The forms into which the sums of a model are folded, on the host. They are computed when the first prediction needs
 * them, and shared by all threads and devices that predict with the model.
 */
final class FoldedForms {
    private final ModelParameters parameters;
    private final FoldingPlan plan;
    private final boolean forced;
    private final Map<Place, FormBlock> blocks = new HashMap<>();

    /** The largest budget of a call that forms did not leave enough of. */
    private long refusedBytes = -1;

    /** A scalar target and a term of the kernel. */
    private record Place(int target, int term) {}

    FoldedForms(ModelParameters parameters, Folding folding) {
        this(parameters, parameters.folding(), folding);
    }

    /** @param plan what is folded unless the caller chooses otherwise */
    FoldedForms(ModelParameters parameters, FoldingPlan plan, Folding folding) {
        this.parameters = parameters;
        this.plan = plan.with(folding);
        this.forced = folding == Folding.ALWAYS;
    }

    /** The model whose sums are folded. */
    ModelParameters parameters() {
        return parameters;
    }

    /** The plan within a budget. */
    synchronized FoldingPlan within(long budgetBytes) {
        return forced ? plan : budgetBytes > refusedBytes ? plan.within(budgetBytes) : plan.with(Folding.NEVER);
    }

    /**
     * Folds nothing within this budget from now on, whatever is predicted, because forms did not leave enough of it.
     */
    synchronized void refuse(long budgetBytes) {
        refusedBytes = Math.max(refusedBytes, budgetBytes);
    }

    /** Whether the sums are folded even if the memory does not suffice, which then is an error. */
    boolean isForced() {
        return forced;
    }

    /** Uploads the weights of the scalar targets, by name, with their forms. */
    Map<String, TargetWeights> load(Backend backend, FoldingPlan folding) {
        Map<String, TargetWeights> out = new LinkedHashMap<>();
        List<FittedTarget> numbers = parameters.numbers();
        Owned.orClose(
                () -> {
                    for (int t = 0; t < numbers.size(); t++) {
                        double[] weights = numbers.get(t).weights();
                        List<@Nullable FormBlock> folded = new ArrayList<>();
                        for (int s = 0; s < folding.terms().size(); s++) {
                            folded.add(folding.folds(s) ? block(backend, t, s) : null);
                        }
                        out.put(numbers.get(t).name(), TargetWeights.load(backend, weights, folded));
                    }
                },
                () -> out.values().forEach(TargetWeights::close));
        return out;
    }

    private synchronized FormBlock block(Backend backend, int target, int term) {
        return blocks.computeIfAbsent(new Place(target, term), p -> {
            EnvironmentKernel kernel = parameters.kernel();
            return FoldedSums.of(
                    backend.algebra().dense(),
                    parameters.representatives().get(term),
                    kernel.covariance(),
                    kernel.terms().get(term).weight(),
                    parameters.numbers().get(target).weights());
        });
    }

    /** Frees the forms on the host; they are computed again if they are needed. */
    synchronized void clear() {
        blocks.clear();
    }
}
