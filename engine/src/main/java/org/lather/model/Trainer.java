package org.lather.model;

import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.kernel.SoapKernel;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.structure.Structures;

/** Fits a model to structures with targets. */
public final class Trainer {
    private final Options options;
    private final Backend backend;
    private final Execution execution;

    private Trainer(Options options, Backend backend, Execution execution) {
        this.options = options;
        this.backend = backend;
        this.execution = execution;
    }

    public static Trainer of(Options options, Backend backend) {
        return of(options, backend, Execution.defaults());
    }

    public static Trainer of(Options options, Backend backend, Execution execution) {
        return new Trainer(options, backend, execution);
    }

    /**
     * Fits the model.
     *
     * @throws DataException for structures or targets that cannot be used
     * @throws org.lather.gram.MemoryBudgetException where the work would not fit, before it starts
     * @throws org.lather.backend.NotPositiveDefiniteException where the noise given is too small for the data
     * @throws CancelledException where the execution was cancelled
     */
    public Model fit(Structures train) {
        return fit(train, Integer.MAX_VALUE);
    }

    /** The same with at most the first {@code most} structures that have a target. */
    public Model fit(Structures train, int most) {
        StageClock clock = new StageClock(execution.progress());
        clock.begin("reading");
        TrainingSet set = TrainingSet.scan(train, options, most, execution.progress());
        var baselines = set.fitBaselines();
        SoapKernel kernel = kernel(options);
        Channels channels = Channels.oneHot(set.elements());
        TrainingRun run = new TrainingRun(options, backend, execution, train, set, baselines, kernel, channels, clock);
        return options.model().type() == ModelOptions.Type.GPR ? new FullFit(run).fit() : new SparseFit(run).fit();
    }

    static SoapKernel kernel(Options options) {
        return new SoapKernel(
                options.representations().stream()
                        .map(r -> new SoapKernel.Term(r.descriptor(), r.weight()))
                        .toList(),
                options.model().kernel());
    }
}
