package org.lather.training;

import java.util.List;
import java.util.Map;
import org.lather.backend.Whitening;
import org.lather.basis.RepresentativeCovariances;
import org.lather.calibration.CalibratedBlock;
import org.lather.calibration.CommitteeScales;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.regression.Solution;
import org.lather.regression.SparseFit;
import org.lather.target.RowType;

/**
 * Calibrates the committees of one regression whose posterior has no calibration: of tensors, and of values of atoms.
 *
 * @param representatives those of the regression
 * @param whitening of the representatives
 */
record CommitteeCalibration(
        TrainingRun run,
        EnvironmentKernel kernel,
        Representatives representatives,
        Whitening whitening,
        MemoryPlan plan) {
    private boolean hasCommittees() {
        return run.options().model().uncertainty().type().isCommittee();
    }

    private CommitteeScales scales() {
        return new CommitteeScales(run, kernel, representatives, whitening, plan.rangeSize());
    }

    /** A number of single atoms with the calibration of its committee; any other number as it is. */
    FittedTarget number(Solution.Block block, FittedTarget number) {
        return hasCommittees() && number.target().quantity().isPerAtom()
                ? number.with(Map.of(new RowType.Value(), scales().calibration(block)))
                : number;
    }

    /** The blocks of tensors with the scales of their committees, without the factors from which these follow. */
    List<CalibratedBlock> tensors(Solution solution) {
        if (!hasCommittees()) {
            return solution.blocks().stream().map(CalibratedBlock::new).toList();
        }
        long m = whitening.size();
        long held = RepresentativeCovariances.bytes(whitening)
                + SparseFit.hostBytes(run.backend(), representatives)
                + 4 * m * (m + 1) * solution.blocks().size();
        run.backend().resources().ledger().add(held);
        try {
            return solution.blocks().stream()
                    .map(scales()::scaled)
                    .map(c -> new CalibratedBlock(c.block().withoutFactor(), c.scale(), c.rows()))
                    .toList();
        } finally {
            run.backend().resources().ledger().remove(held);
        }
    }
}
