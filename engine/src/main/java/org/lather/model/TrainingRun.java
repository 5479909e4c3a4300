package org.lather.model;

import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.kernel.SoapKernel;
import org.lather.options.Options;
import org.lather.structure.file.Structures;

/** What every step of one training needs to know. */
record TrainingRun(
        Options options,
        Backend backend,
        Execution execution,
        Structures source,
        TrainingSet set,
        Map<String, List<FittedBaseline>> baselines,
        SoapKernel kernel,
        Channels channels,
        StageClock clock) {
    /** The structures that take part, from the first on: out of memory where they are kept, else out of the source. */
    WantedFrames frames() {
        Structures kept = set.kept().all();
        return new WantedFrames((kept == null ? source : kept).frames(), set);
    }
}
