package org.lather.training;

import java.nio.file.Path;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.gram.ShardPlan;
import org.lather.regression.SumStorage;

/**
 * The memory plan of a sparse fit, with the storage of its sums: in memory if they fit, otherwise in the folder for
 * temporary files.
 */
record PlannedSums(MemoryPlan plan, SumStorage storage) implements AutoCloseable {
    /**
     * Plans a fit, and fits of the same rows to smaller numbers of representatives.
     *
     * @param fewer smaller numbers of representatives; empty for none
     * @throws MemoryBudgetException if neither memory nor the folder suffices
     */
    static PlannedSums of(TrainingRun run, ShardPlan shards, int[] fewer) {
        MemoryPlan plan;
        SumStorage storage = SumStorage.inMemory();
        long budget = run.execution().budgetBytes();
        try {
            plan = MemoryPlan.fit(new SparsePlan(run, shards, fewer, false), run.backend(), budget, "this fit");
        } catch (MemoryBudgetException e) {
            SparsePlan onDisk = new SparsePlan(run, shards, fewer, true);
            plan = onDisk(run, onDisk, budget, e);
            Path folder = folder(run, onDisk.storedBytes(), e);
            storage = SumStorage.onDisk(folder, onDisk.storedBytes());
            run.execution().progress().note("scratch   " + MemoryPlan.text(onDisk.storedBytes()) + " in " + folder);
        }
        plan = run.set().kept().within(plan, budget, run.backend().resources().ledger());
        run.execution().progress().note("memory    " + plan.describe());
        return new PlannedSums(plan, storage);
    }

    private static MemoryPlan onDisk(TrainingRun run, SparsePlan sizes, long budget, MemoryBudgetException inMemory) {
        try {
            return MemoryPlan.fit(sizes, run.backend(), budget, "this fit");
        } catch (MemoryBudgetException e) {
            throw run.execution().scratch() == null ? inMemory : e;
        }
    }

    private static Path folder(TrainingRun run, long bytes, MemoryBudgetException inMemory) {
        Path folder = run.execution().scratch();
        if (folder == null) {
            throw inMemory.or(Cure.use(
                    Setting.argument("scratch", "DIR"),
                    ", a folder on a disk with " + MemoryPlan.text(bytes) + " free"));
        }
        return folder;
    }

    @Override
    public void close() {
        storage.close();
    }
}
