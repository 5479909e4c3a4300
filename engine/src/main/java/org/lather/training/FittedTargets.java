package org.lather.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.model.Uncertainty;
import org.lather.regression.Solution;
import org.lather.target.FittedBaseline;

/** Puts targets together from the blocks that were fitted. */
final class FittedTargets {
    private FittedTargets() {}

    /** A number from its only block. */
    static FittedTarget number(TrainingRun run, Solution.Block block) {
        return new FittedTarget(
                block.series().name(),
                block.series().target(),
                baselines(run, block.series().name()),
                List.of(block.fitted()),
                block.factor().length == 0
                        ? new Uncertainty.None()
                        : new Uncertainty.Posterior(
                                block.factor(),
                                Map.of(),
                                block.series().values().composition()));
    }

    /** A number with the uncertainty that the options ask for, once it is calibrated. */
    static FittedTarget finished(TrainingRun run, FittedTarget number) {
        return run.options().model().uncertainty().type().isCommittee() ? number.withCommittee() : number;
    }

    private static List<FittedBaseline> baselines(TrainingRun run, String target) {
        return Objects.requireNonNull(run.baselines().get(target));
    }

    /**
     * All targets, in the order of the options.
     *
     * @param blocks of the tensors
     */
    static List<FittedTarget> of(TrainingRun run, List<FittedTarget> numbers, List<Solution.Block> blocks) {
        List<FittedTarget> out = new ArrayList<>(numbers);
        for (TargetValues v : run.set().tensors()) {
            List<FittedBlock> own = blocks.stream()
                    .filter(b -> b.series().name().equals(v.name()))
                    .map(Solution.Block::fitted)
                    .sorted(Comparator.comparing(FittedBlock::irrep).thenComparingInt(FittedBlock::index))
                    .toList();
            out.add(finished(run, new FittedTarget(v.name(), v.target(), baselines(run, v.name()), own)));
        }
        List<String> order = List.copyOf(run.options().targets().keySet());
        out.sort(Comparator.comparingInt(f -> order.indexOf(f.name())));
        return out;
    }
}
