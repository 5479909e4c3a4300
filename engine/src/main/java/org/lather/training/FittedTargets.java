package org.lather.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lather.calibration.CalibratedBlock;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.model.Calibration;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.model.Uncertainty;
import org.lather.regression.Solution;
import org.lather.target.FittedBaseline;
import org.lather.target.RowType;

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
                uncertainty(block));
    }

    private static Uncertainty uncertainty(Solution.Block block) {
        if (block.factor().length > 0) {
            return new Uncertainty.Posterior(
                    block.factor(), Map.of(), block.series().values().composition());
        }
        return block.fitted().members().length > 0
                ? new Uncertainty.Committee(Map.of(), block.series().values().composition())
                : new Uncertainty.None();
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
    static List<FittedTarget> of(TrainingRun run, List<FittedTarget> numbers, List<CalibratedBlock> blocks) {
        List<FittedTarget> out = new ArrayList<>(numbers);
        for (TargetValues v : run.set().tensors()) {
            List<CalibratedBlock> own = blocks.stream()
                    .filter(b -> b.block().series().name().equals(v.name()))
                    .toList();
            out.add(tensor(run, v, own));
        }
        List<String> order = List.copyOf(run.options().targets().keySet());
        out.sort(Comparator.comparingInt(f -> order.indexOf(f.name())));
        return out;
    }

    /**
     * A tensor from its blocks. Its uncertainty has the root mean square of their scales, and the members of each block
     * the rest of its own.
     */
    private static FittedTarget tensor(TrainingRun run, TargetValues v, List<CalibratedBlock> own) {
        long rows = own.stream().mapToLong(CalibratedBlock::rows).sum();
        double scale = rows == 0
                ? 1
                : Math.sqrt(own.stream()
                                .mapToDouble(b -> b.rows() * b.scale() * b.scale())
                                .sum()
                        / rows);
        List<FittedBlock> blocks = own.stream()
                .map(b ->
                        b.rows() == 0 ? b.block().fitted() : b.block().fitted().withSpread(b.scale() / scale))
                .sorted(Comparator.comparing(FittedBlock::irrep).thenComparingInt(FittedBlock::index))
                .toList();
        FittedTarget tensor = finished(run, new FittedTarget(v.name(), v.target(), baselines(run, v.name()), blocks));
        return rows == 0 ? tensor : tensor.with(Map.of(new RowType.Value(), Calibration.ofScale(scale)));
    }
}
