package org.lather.training;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.lather.backend.Backend;
import org.lather.basis.ColumnSelection;
import org.lather.dataset.DerivativeCount;
import org.lather.dataset.EvaluationElements;
import org.lather.dataset.StructureGroups;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
import org.lather.density.Channels;
import org.lather.error.Cure;
import org.lather.error.NotFiniteException;
import org.lather.error.Warnings;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.execution.StageClock;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.DataException;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.Structures;

/** Fits a model to structures with targets. */
public final class Trainer {
    /** Structures are kept for later passes if they need at most one part in this many of the memory. */
    private static final int KEPT_SHARE = 8;

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
     * @throws DataException if structures or targets cannot be used
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.backend.NotPositiveDefiniteException if the given noise is too small for the data
     * @throws NotFiniteException if labels or options are too large or too small for double precision
     * @throws CancelledException if the execution was cancelled
     */
    public Model fit(Structures train) {
        return fit(train, Integer.MAX_VALUE);
    }

    /** Fits the model to at most the first {@code most} structures that have a target. */
    public Model fit(Structures train, int most) {
        return fit(train, most, Structures.of(List.of()));
    }

    /**
     * Fits the model to at most the first {@code most} structures that have a target, and checks before the computation
     * that the training structures have all elements of the structures on which the model will be tested.
     *
     * @throws org.lather.backend.UnavailableBackendException if the backend lacks a descriptor of the options
     * @throws UnknownElementException if a test structure has another element; names the first one
     * @throws DataException if the files of the test structures contain none
     * @throws NotFiniteException if labels or options are too large or too small for double precision
     */
    public Model fit(Structures train, int most, Structures test) {
        return with(train, most, test, run -> {
            Model model =
                    FullTraining.isFor(options.model()) ? new FullTraining(run).fit() : new SparseTraining(run).fit();
            try {
                model.parameters().targets().forEach(Trainer::expectFinite);
                return model;
            } catch (NotFiniteException e) {
                model.close();
                throw e;
            }
        });
    }

    private static void expectFinite(FittedTarget target) {
        boolean finite = Double.isFinite(target.noise()) && Double.isFinite(target.signal());
        for (FittedBlock b : target.blocks()) {
            for (double w : b.weights()) {
                finite &= Double.isFinite(w);
            }
        }
        if (!finite) {
            throw new NotFiniteException(
                    "target " + target.name() + ": the fit is not finite. Its labels, or the widths"
                            + " and weights of the representations, are too large or too small for double precision");
        }
    }

    /**
     * Fits models with several numbers of representatives to the same structures. The representatives of a smaller
     * number are the first ones of the choice of a larger one, and all models follow from one pass over the structures.
     * Their uncertainties are not calibrated.
     *
     * @param counts numbers of representatives, positive and ascending, which replace that of the options
     * @param models takes each model before the next one is fitted, and closes it
     * @throws OptionsException if the options have another regression, or targets that are tensors
     * @throws DataException if there are fewer environments than representatives
     */
    public void fit(Structures train, int most, Structures test, int[] counts, Consumer<Model> models) {
        if (options.model().comparesStructures()) {
            throw new OptionsException(
                    "numbers of representatives: expected representative environments, got structures that"
                            + " `model.kernel.structure` compares");
        }
        if (options.model().type() != ModelOptions.Type.SPARSE_GPR || options.hasTensors()) {
            throw new OptionsException(
                    "numbers of representatives: expected `model.type` sparse_gpr and targets that are"
                            + " numbers, got "
                            + (options.hasTensors()
                                    ? "tensors"
                                    : "`model.type` " + options.model().type().word()));
        }
        int largest = counts[counts.length - 1];
        Options of = options.with(Map.of("model.representatives.count", largest));
        new Trainer(of, backend, execution).with(train, most, test, run -> {
            if (run.set().environments() < largest) {
                throw new DataException(
                        train.description() + ": expected " + largest
                                + " environments, as many as representatives, found "
                                + run.set().environments(),
                        Cure.text("Use fewer representatives, or more structures"));
            }
            new SparseTraining(run).fit(counts, models);
            return counts;
        });
    }

    /**
     * Returns the memory of a fit, for which the structures are read, and features are selected if the options ask for
     * it; nothing else is computed.
     *
     * @throws DataException if structures or targets cannot be used
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     */
    public MemoryPlan plan(Structures train) {
        return with(
                train,
                Integer.MAX_VALUE,
                Structures.of(List.of()),
                run -> FullTraining.isFor(options.model())
                        ? new FullTraining(run).plan()
                        : new SparseTraining(run).plan());
    }

    private <T> T with(Structures train, int most, Structures test, Function<TrainingRun, T> work) {
        TrainingRun undecided = prepare(train, most, test);
        try {
            return work.apply(ColumnSelection.decided(undecided));
        } finally {
            undecided.set().kept().forget();
        }
    }

    /** Expects numbers or tensors as targets. */
    static void expectRegression(Options options) {
        if (options.hasDensity()) {
            throw new OptionsException(
                    "`targets`: expected numbers or tensors, got a density, which this does not learn",
                    Cure.text("Train densities with DensityTraining or the command train"));
        }
        if (options.model().type().isClassification()) {
            throw classification();
        }
    }

    static OptionsException classification() {
        return new OptionsException(
                "`model.type`: expected a regression, sparse_gpr or gpr, got svc, whose targets are classes");
    }

    /** Reads the structures. */
    private TrainingRun prepare(Structures train, int most, Structures test) {
        expectRegression(options);
        backend.expectAll(options.descriptors());
        StageClock clock = new StageClock(execution.progress());
        clock.begin("reading");
        long mostKept = train.isInMemory() ? 0 : execution.budgetBytes() / KEPT_SHARE;
        Warnings warnings = new Warnings();
        TrainingSet set;
        try (EvaluationElements elements =
                new EvaluationElements(test, options.data().group())) {
            set = TrainingSet.scan(train, options, most, mostKept, execution.progress());
            expectTrainable(options, set);
            elements.expectIn(set);
            elements.groupWarning(set.groups()).ifPresent(warnings::add);
        }
        Options chosen = options.decide(set.periodicity(), execution.progress()::note);
        var baselines = set.fitBaselines();
        Options mixed = FoundChannels.given(chosen, set, train, backend, execution);
        Options decided = FoundWeights.given(mixed, train, most, backend, execution);
        EnvironmentKernel kernel = decided.kernel();
        Channels channels = decided.channels(set.elements());
        set.warnings().forEach(warnings::add);
        TargetChecks.warnings(decided.targets()).forEach(warnings::add);
        TrainingSkill.baselineWarnings(set).forEach(warnings::add);
        TrainingRun run =
                new TrainingRun(decided, backend, execution, train, set, baselines, kernel, channels, clock, warnings);
        TrainingSetWarnings.add(run);
        return run;
    }

    /** Expects a kernel that models are trained with, and enough structures for folds. */
    static void expectTrainable(Options options, TrainingSet set) {
        TargetChecks.expectLearnable(options);
        if (!options.model().noise().isFound()) {
            return;
        }
        int folds = options.model().folds();
        StructureGroups groups = set.groups();
        if (groups.exist() && groups.count() < folds) {
            throw new OptionsException(
                    "`model.noise`: auto expects a group of structures for each of the " + folds + " folds, got "
                            + groups.count() + " by the key `" + groups.key() + "` of `data.group`",
                    Cure.text("Give the noise as a number, or use "
                            + (groups.count() < 2 ? "" : "fewer model.folds or ") + "another data.group"));
        }
        for (TargetValues c : set.values()) {
            expectEnoughForFolds("target `" + c.name() + "`", c.structures(), folds);
            for (DerivativeCount d : c.derivatives()) {
                String word = d.derivative().kind().word();
                expectEnoughForFolds(word + " `" + d.derivative().key() + "`", d.structures(), folds);
            }
        }
    }

    private static void expectEnoughForFolds(String what, int structures, int folds) {
        if (structures < folds) {
            throw new OptionsException(
                    "`model.noise`: auto expects a structure with the " + what + " for each of the " + folds
                            + " folds, got " + structures,
                    Cure.text("Give the noise as a number, or use " + (structures < 2 ? "" : "fewer model.folds or ")
                            + "more structures"));
        }
    }
}
