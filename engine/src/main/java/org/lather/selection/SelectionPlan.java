package org.lather.selection;

import java.util.List;
import org.lather.backend.DenseAlgebra;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;

/** Selections whose memory is planned and reported before they begin. */
public final class SelectionPlan {
    private SelectionPlan() {}

    /**
     * Chooses points if the memory suffices, which is reported to the progress.
     *
     * @param copies number of arrays as large as the points that are held, the points included
     * @throws MemoryBudgetException if it needs more than the budget of the execution
     */
    public static Selection run(
            Selector selector, Points points, int copies, int count, DenseAlgebra algebra, Execution execution) {
        MemoryPlan.Phase phase = new MemoryPlan.Phase(
                "selection",
                List.of(
                        new MemoryPlan.Item("features", 8L * copies * points.values().length),
                        new MemoryPlan.Item("selection", selector.bytes(points.size(), points.dimension(), count))));
        MemoryPlan plan = new MemoryPlan(List.of(phase), 0);
        if (plan.bytes() > execution.budgetBytes()) {
            throw new MemoryBudgetException(
                    Phrase.of("memory: a selection among " + points + " needs " + MemoryPlan.text(plan.bytes()) + ", "
                            + MemoryPlan.text(execution.budgetBytes()) + " is allowed"),
                    plan.bytes(),
                    List.of(Cure.use(Setting.memory(plan.bytes()))));
        }
        execution.progress().note("memory    " + plan.describe());
        return selector.select(points, count, algebra, execution);
    }
}
