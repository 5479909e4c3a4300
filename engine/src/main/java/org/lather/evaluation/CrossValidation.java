package org.lather.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.error.Warning;
import org.lather.error.Warnings;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.structure.DataException;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;
import org.lather.uncertainty.Uncertainties;

/**
 * Predictions of each structure by a model that was not trained on it: the structures are divided into folds, and each
 * fold is predicted by a model of all others. A fold divides no group of structures ({@code data.group}). The model of
 * a fold is the one that {@link Trainer} fits to the structures of the other folds, with its own representatives,
 * noise, baselines and uncertainties, so that nothing of a held-out structure is in what predicts it.
 */
public final class CrossValidation {
    private final Options options;
    private final Backend backend;
    private final Execution execution;

    /**
     * Prepares a cross-validation; nothing is read or computed yet.
     *
     * @param options of each training
     * @param backend stays the caller's
     * @param execution of each training and prediction; its checkpoint is not used
     */
    public CrossValidation(Options options, Backend backend, Execution execution) {
        this.options = options;
        this.backend = backend;
        this.execution = execution;
    }

    /**
     * What is computed.
     *
     * @param folds number of folds, at least 2
     * @param repeats number of times that the structures are divided anew, with the seed {@code model.seed} plus the
     *     number of the repeat from 0
     * @param uncertainties whether predictions have standard deviations
     * @param folder where models of finished folds are kept until all are, so that an interrupted run goes on; null for
     *     none
     */
    public record Request(
            int folds,
            int repeats,
            boolean uncertainties,
            @Nullable Path folder) {
        /** @throws IllegalArgumentException if there are fewer than 2 folds or 1 repeat */
        public Request {
            if (folds < 2) {
                throw new IllegalArgumentException("expected at least 2 folds, got " + folds);
            }
            if (repeats < 1) {
                throw new IllegalArgumentException("expected at least 1 repeat, got " + repeats);
            }
        }
    }

    /**
     * The errors of one fold.
     *
     * @param repeat from 0
     * @param fold from 0
     * @param trained number of structures that its model was trained on
     * @param predicted number of structures of the fold that were predicted
     * @param seconds wall time
     */
    public record Fold(int repeat, int fold, int trained, long predicted, List<TargetMetrics> targets, double seconds) {
        public Fold {
            targets = List.copyOf(targets);
        }

        /** Returns the fold by the names that it has in JSON; repeats and folds are counted from 1. */
        public Map<String, Object> toMap() {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("repeat", repeat + 1);
            out.put("fold", fold + 1);
            out.put("trained", trained);
            out.put("predicted", predicted);
            out.put("seconds", seconds);
            out.put("targets", Metrics.byName(targets));
            return out;
        }
    }

    /**
     * The errors of all folds.
     *
     * @param targets errors of all predictions of all repeats together
     * @param structures number of structures
     * @param unpredicted number of structures, of all repeats, with elements that no other fold has
     */
    public record Result(
            List<TargetMetrics> targets, List<Fold> folds, int structures, long unpredicted, List<Warning> warnings) {
        public Result {
            targets = List.copyOf(targets);
            folds = List.copyOf(folds);
            warnings = List.copyOf(warnings);
        }

        /**
         * Returns the content of a metrics file, with a list {@code folds}.
         *
         * @param model what the file calls the model
         * @param data what the file calls the structures
         */
        public Map<String, Object> toMap(String model, String data) {
            Map<String, Object> out = new LinkedHashMap<>(new Metrics(model, data, targets).toMap());
            out.put("structures", structures);
            out.put("unpredicted", unpredicted);
            out.put("folds", folds.stream().map(Fold::toMap).toList());
            return out;
        }
    }

    /**
     * A prediction of a structure by a model that was not trained on it.
     *
     * @param repeat from 0
     * @param fold from 0
     * @param index index of the structure among all, from 0; ascending within a fold
     * @param targets of the model that predicted
     */
    public record OutOfFold(int repeat, int fold, int index, Prediction prediction, List<FittedTarget> targets) {
        public OutOfFold {
            targets = List.copyOf(targets);
        }
    }

    /** Takes the predictions of one fold after another. */
    public interface Sink {
        /** Takes a prediction. */
        void accept(OutOfFold prediction);
    }

    /**
     * Trains and predicts all folds.
     *
     * @throws OptionsException for fewer structures, or groups of them, than folds
     * @throws DataException if structures or targets cannot be used
     * @throws IOException if the models of folds cannot be kept
     */
    public Result compute(Structures all, Request request, Sink sink) throws IOException {
        execution.progress().stage("reading", 0);
        FoldPlan plan = FoldPlan.of(all, options);
        if (plan.structures() == 0) {
            throw new DataException("expected at least one structure, found none: " + all.emptiness());
        }
        Options decided = options.decide(plan.periodicity(), execution.progress()::note);
        FoldModels models = request.folder() == null ? null : FoldModels.in(request.folder(), decided, all, request);
        Run run = new Run(decided, all, request, sink, models);
        for (int repeat = 0; repeat < request.repeats(); repeat++) {
            int[] folds = plan.folds(request.folds(), options.model().seed() + repeat);
            for (int fold = 0; fold < request.folds(); fold++) {
                run.fold(repeat, fold, folds);
            }
        }
        if (models != null) {
            models.delete();
        }
        return run.result(plan.structures());
    }

    /** The state of one cross-validation. */
    private final class Run {
        private final Options decided;
        private final Structures all;
        private final Request request;
        private final Sink sink;
        private final @Nullable FoldModels models;
        private final List<Fold> done = new ArrayList<>();
        private final Warnings warnings = new Warnings();
        private List<ErrorStatistics> statistics = List.of();
        private long unpredicted;

        Run(Options decided, Structures all, Request request, Sink sink, @Nullable FoldModels models) {
            this.decided = decided;
            this.all = all;
            this.request = request;
            this.sink = sink;
            this.models = models;
        }

        void fold(int repeat, int fold, int[] folds) throws IOException {
            long start = System.nanoTime();
            execution.check(models == null ? "Nothing was kept." : "The models of finished folds were kept.");
            execution
                    .progress()
                    .note("fold      " + (fold + 1) + " of " + request.folds()
                            + (request.repeats() == 1 ? "" : ", repeat " + (repeat + 1) + " of " + request.repeats()));
            try (Model model = model(repeat, fold, folds)) {
                ModelParameters parameters = model.parameters();
                if (statistics.isEmpty()) {
                    statistics = ErrorStatistics.of(parameters);
                }
                statistics.forEach(s -> s.continueWith(parameters));
                execution.progress().stage("predicting", 0);
                Evaluation evaluation;
                try (Frames frames = all.where(i -> folds[i] == fold).frames()) {
                    HeldOutFrames held = new HeldOutFrames(frames, model, folds, fold);
                    evaluation = Evaluation.of(
                            model,
                            held,
                            false,
                            request.uncertainties() ? Uncertainties.ALL : Uncertainties.NONE,
                            execution,
                            p -> {
                                statistics.forEach(s -> s.add(p));
                                sink.accept(new OutOfFold(repeat, fold, held.taken(), p, parameters.targets()));
                            });
                    unpredicted += held.unknown();
                }
                addWarnings(evaluation.warnings());
                int trained = 0;
                for (int f : folds) {
                    trained += f != fold ? 1 : 0;
                }
                double seconds = (System.nanoTime() - start) * 1e-9;
                done.add(new Fold(repeat, fold, trained, evaluation.structures(), evaluation.targets(), seconds));
            }
        }

        private Model model(int repeat, int fold, int[] folds) throws IOException {
            Optional<ModelParameters> before = models == null ? Optional.empty() : models.read(repeat, fold);
            if (before.isPresent()) {
                execution.progress().note("          its model is that of the run before, which was interrupted");
                return Model.of(before.get(), backend);
            }
            boolean first = done.isEmpty();
            Execution own = new Execution(
                    execution.budgetBytes(),
                    first ? execution.progress() : withoutNotes(execution.progress()),
                    models == null ? null : models.checkpoint(repeat, fold),
                    execution.cancelled());
            Model model = Trainer.of(decided, backend, own).fit(all.where(i -> folds[i] != fold));
            model.report().map(TrainingReport::warnings).ifPresent(this::addWarnings);
            if (models != null) {
                try {
                    models.write(repeat, fold, model.parameters());
                } catch (IOException | UncheckedIOException e) {
                    model.close();
                    throw e;
                }
            }
            return model;
        }

        /** Adds the first warning of each kind. */
        private void addWarnings(List<Warning> more) {
            for (Warning w : more) {
                if (warnings.list().stream().noneMatch(known -> known.kind() == w.kind())) {
                    warnings.add(w);
                }
            }
        }

        Result result(int structures) {
            return new Result(
                    statistics.stream()
                            .filter(s -> s.count() > 0)
                            .map(ErrorStatistics::metrics)
                            .toList(),
                    done,
                    structures,
                    unpredicted,
                    warnings.list());
        }
    }

    /** Progress of trainings after the first, whose messages are the same. */
    private static Progress withoutNotes(Progress progress) {
        return new Progress() {
            @Override
            public void stage(String name, long total) {
                progress.stage(name, total);
            }

            @Override
            public void advance(long done) {
                progress.advance(done);
            }
        };
    }
}
