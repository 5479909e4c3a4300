package org.lather.dataset;

import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.error.Warnings;
import org.lather.execution.Execution;
import org.lather.execution.StageClock;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.options.Options;
import org.lather.structure.file.Structures;
import org.lather.target.FittedBaseline;

/**
 * The inputs and state that all steps of one training share.
 *
 * @param warnings to which each step adds its own
 */
public record TrainingRun(
        Options options,
        Backend backend,
        Execution execution,
        Structures source,
        TrainingSet set,
        Map<String, List<FittedBaseline>> baselines,
        EnvironmentKernel kernel,
        Channels channels,
        StageClock clock,
        Warnings warnings) {
    /** The structures of the training from the first one, from memory if they are kept, otherwise from the source. */
    public WantedFrames frames() {
        return WantedFrames.of(source, set);
    }

    /** The fractions of the environments whose centres have covariances with each other: of an element, or all. */
    public double[] shares() {
        return kernel.covariance().centers() == Covariance.Centers.SAME ? set.shares() : new double[] {1};
    }
}
