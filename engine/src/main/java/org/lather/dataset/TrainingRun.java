package org.lather.dataset;

import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.execution.Execution;
import org.lather.execution.StageClock;
import org.lather.kernel.EnvironmentKernel;
import org.lather.options.Options;
import org.lather.structure.file.Structures;
import org.lather.target.FittedBaseline;

/** What every step of one training needs to know. */
public record TrainingRun(
        Options options,
        Backend backend,
        Execution execution,
        Structures source,
        TrainingSet set,
        Map<String, List<FittedBaseline>> baselines,
        EnvironmentKernel kernel,
        Channels channels,
        StageClock clock) {
    /** The structures that take part, from the first on: out of memory where they are kept, else out of the source. */
    public WantedFrames frames() {
        Structures kept = set.kept().all();
        return new WantedFrames((kept == null ? source : kept).frames(), set);
    }
}
