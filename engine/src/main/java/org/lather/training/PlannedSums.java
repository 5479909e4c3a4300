package org.lather.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.gram.ShardPlan;
import org.lather.options.OptionsException;
import org.lather.regression.SumStorage;

/**
 * The memory plan of a sparse fit, with the storage of its sums, or rows: in memory if they fit, otherwise in the
 * folder for temporary files.
 */
record PlannedSums(MemoryPlan plan, SumStorage storage) implements AutoCloseable {
    /**
     * Plans a fit, and fits of the same rows to smaller numbers of representatives.
     *
     * @param fewer smaller numbers of representatives; empty for none
     * @throws MemoryBudgetException if neither memory nor the folder suffices
     * @throws OptionsException if the solver does not fit several numbers of representatives, or lacks a folder
     */
    static PlannedSums of(TrainingRun run, ShardPlan shards, int[] fewer) {
        PlannedSums out = first(run, shards, fewer);
        MemoryPlan plan = run.set()
                .kept()
                .within(
                        out.plan,
                        run.execution().budgetBytes(),
                        run.backend().resources().ledger());
        run.execution().progress().note("memory    " + plan.describe());
        return new PlannedSums(plan, out.storage);
    }

    /** The first place where the fit fits. */
    private static PlannedSums first(TrainingRun run, ShardPlan shards, int[] fewer) {
        List<MemoryBudgetException> failures = new ArrayList<>();
        for (SumStorage.Place place : places(run, fewer)) {
            SparsePlan sizes = new SparsePlan(run, shards, fewer, place);
            MemoryPlan plan;
            try {
                plan = MemoryPlan.fit(sizes, run.backend(), run.execution().budgetBytes(), "this fit");
            } catch (MemoryBudgetException e) {
                failures.add(e);
                continue;
            }
            return place == SumStorage.Place.MEMORY
                    ? new PlannedSums(plan, SumStorage.inMemory())
                    : new PlannedSums(plan, onDisk(run, place, sizes.storedBytes(), failures));
        }
        throw failures.get(run.execution().scratch() == null ? 0 : failures.size() - 1);
    }

    private static List<SumStorage.Place> places(TrainingRun run, int[] fewer) {
        List<SumStorage.Place> direct =
                List.of(SumStorage.Place.MEMORY, SumStorage.Place.SUMS, SumStorage.Place.FACTORS);
        boolean committee = run.options().model().uncertainty().type().isCommittee();
        return switch (run.options().model().solver()) {
            case DIRECT -> direct;
            case AUTO -> {
                List<SumStorage.Place> all = new ArrayList<>(direct);
                if (fewer.length == 0 && !committee) {
                    all.add(SumStorage.Place.ROWS);
                }
                yield all;
            }
            case ITERATIVE -> {
                if (fewer.length > 0) {
                    throw new OptionsException(
                            "numbers of representatives: expected `model.solver` direct, got iterative",
                            Cure.use(Setting.key("model.solver", "direct")));
                }
                if (committee) {
                    throw new OptionsException(
                            "`model.uncertainty`: a committee needs the sums of the fit, which"
                                    + " `model.solver` iterative does not compute",
                            Cure.use(Setting.key("model.solver", "direct")),
                            Cure.use(Setting.key("model.uncertainty", "none")));
                }
                yield List.of(SumStorage.Place.ROWS);
            }
        };
    }

    private static SumStorage onDisk(
            TrainingRun run, SumStorage.Place place, long bytes, List<MemoryBudgetException> failures) {
        Path folder = run.execution().scratch();
        if (folder == null) {
            Cure cure = Cure.use(
                    Setting.argument("scratch", "DIR"),
                    ", a folder on a disk with " + MemoryPlan.text(bytes) + " free");
            if (failures.isEmpty()) {
                throw new OptionsException("`model.solver`: iterative expects a folder for its rows, got none", cure);
            }
            throw failures.get(0).or(cure);
        }
        SumStorage storage = SumStorage.onDisk(folder, place, bytes);
        run.execution().progress().note("scratch   " + MemoryPlan.text(bytes) + " in " + folder);
        if (place == SumStorage.Place.ROWS) {
            run.execution()
                    .progress()
                    .note("solver    iterative"
                            + (failures.isEmpty() ? "" : ", as a factorisation needs more memory than is allowed")
                            + "; the model has no uncertainties");
        }
        return storage;
    }

    @Override
    public void close() {
        storage.close();
    }
}
