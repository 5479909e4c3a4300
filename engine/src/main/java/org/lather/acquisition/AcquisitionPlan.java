package org.lather.acquisition;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.execution.MemoryPlan;
import org.lather.model.ModelParameters;
import org.lather.uncertainty.VarianceFactors;

/**
 * The memory of a proposal.
 *
 * @param parameters of a model with one target
 * @param count number of structures to propose
 */
record AcquisitionPlan(ModelParameters parameters, Backend backend, int count) {
    /** Number of structures whose covariances with all candidates are computed in one pass. */
    static final int COLUMNS = 16;

    /** As many candidates for each structure that is proposed are enough. */
    private static final int EACH = 20;

    /** The number of candidates that is not limited by that of the proposed structures. */
    private static final int SMALL = 4000;

    /** The memory of a structure, if it has about so many atoms and keys. */
    private static final long STRUCTURE = 8 << 10;

    /** The bytes of a candidate: its structure, two rows, and what each choice leaves of its variance. */
    private long candidateBytes() {
        return STRUCTURE + 16L * parameters.size() + 8L * (count + 2L * COLUMNS);
    }

    /** The number of candidates that fits a budget, at least as many as are proposed. */
    int candidates(long budgetBytes) {
        long most = Math.max(SMALL, (long) EACH * count);
        long rest = budgetBytes
                - fixed(16).stream().mapToLong(MemoryPlan.Item::bytes).sum();
        return (int) Math.max(count, Math.min(most, rest / 2 / candidateBytes()));
    }

    private List<MemoryPlan.Item> fixed(int range) {
        long columns = parameters.kernel().columns(parameters.channels());
        List<MemoryPlan.Item> out = new ArrayList<>();
        out.add(new MemoryPlan.Item("representatives", 8L * parameters.size() * columns));
        out.add(new MemoryPlan.Item("features of " + range + " environments", 8L * range * columns));
        out.add(new MemoryPlan.Item("tiles", 8L * parameters.size() * (range + 512L)));
        out.addAll(VarianceFactors.items(
                parameters, parameters.kernel(), backend.algebra().host()));
        return out;
    }

    /** @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient */
    MemoryPlan fit(long budgetBytes) {
        int candidates = candidates(budgetBytes);
        return MemoryPlan.fit(
                range -> {
                    List<MemoryPlan.Item> items = new ArrayList<>(fixed(range));
                    items.add(
                            new MemoryPlan.Item("up to " + candidates + " candidates", candidates * candidateBytes()));
                    return new MemoryPlan(List.of(new MemoryPlan.Phase("choosing structures", items)), range);
                },
                backend,
                budgetBytes,
                "this proposal");
    }
}
