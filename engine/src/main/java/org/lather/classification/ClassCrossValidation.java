package org.lather.classification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.Fingerprints;
import org.lather.structure.file.Structures;

/**
 * Predictions of each structure by a classification that was not trained on it. Kernels are computed once for all
 * folds; C and probabilities of a fold come from the others alone. Folds have the classes in nearly equal proportions
 * and divide no group ({@code data.group}).
 */
public final class ClassCrossValidation {
    private final Options options;
    private final Backend backend;
    private final Execution execution;

    /**
     * Prepares a cross-validation; nothing is read or computed yet.
     *
     * @param backend stays the caller's
     * @throws OptionsException if the options have a regression
     */
    public ClassCrossValidation(Options options, Backend backend, Execution execution) {
        ClassifierTraining.expectClassification(options);
        this.options = options;
        this.backend = backend;
        this.execution = execution;
    }

    /**
     * The metrics of one fold.
     *
     * @param repeat from 0
     * @param fold from 0
     * @param trained number of structures that its model was trained on
     * @param c the penalty C of its model
     * @param seconds wall time without that of the kernels, which all folds share
     */
    public record Fold(int repeat, int fold, int trained, double c, ClassMetrics metrics, double seconds) {}

    /**
     * A prediction of a structure by a model that was not trained on it.
     *
     * @param repeat from 0
     * @param frame index of the structure among all, from 0
     */
    public record OutOfFold(int repeat, int frame, ClassPrediction prediction) {}

    /**
     * All predictions, ordered by repeat and then by frame.
     *
     * @param name of the target
     * @param repeats metrics of the predictions of each repeat
     * @param mean metrics of the predictions of all repeats together
     * @param unpredicted number of structures without a class
     */
    public record Result(
            String name,
            Classes classes,
            List<OutOfFold> predictions,
            List<Fold> folds,
            List<ClassMetrics> repeats,
            ClassMetrics mean,
            int unpredicted,
            List<Warning> warnings) {
        /**
         * Returns the content of a metrics file, with lists {@code folds} and {@code repeats}.
         *
         * @param model what the file calls the model
         * @param data what the file calls the structures
         */
        public Map<String, Object> toMap(String model, String data) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("model", model);
            out.put("data", data);
            out.put("targets", Map.of(name, mean.toMap()));
            out.put("structures", predictions.size() / repeats.size());
            out.put("unpredicted", unpredicted);
            List<Map<String, Object>> list = new ArrayList<>();
            for (Fold f : folds) {
                Map<String, Object> fold = new LinkedHashMap<>();
                fold.put("repeat", f.repeat() + 1);
                fold.put("fold", f.fold() + 1);
                fold.put("trained", f.trained());
                fold.put("predicted", f.metrics().count());
                fold.put("c", f.c());
                fold.put("seconds", f.seconds());
                fold.put("targets", Map.of(name, f.metrics().toMap()));
                list.add(fold);
            }
            out.put("folds", list);
            out.put(
                    "repeats",
                    repeats.stream().map(m -> Map.of(name, m.toMap())).toList());
            return out;
        }
    }

    /**
     * Trains and predicts all folds.
     *
     * @param folds number of folds, at least 2
     * @param repeats number of times that the structures are divided anew, with the seed {@code model.seed} plus the
     *     number of the repeat from 0
     * @throws OptionsException if a class has fewer structures, or groups of them, than there are folds
     * @throws org.lather.structure.DataException if structures or classes cannot be used
     * @throws org.lather.error.NotFiniteException if kernels or predictions are not finite
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public Result compute(Structures all, int folds, int repeats) {
        ClassificationSet set = ClassificationSet.read(all, options, execution);
        Options decided = options.decide(set.periodicity(), execution.progress()::note);
        List<MemoryPlan.Item> memory =
                new ArrayList<>(PairwiseFit.memory(set.size(), set.classes().count()));
        memory.add(predictions(set, repeats));
        try (StructureKernels.Gram gram =
                new StructureKernels(decided, set.elements(), backend, execution).gram(set.structures(), memory)) {
            Result result = StructureKernels.holding(
                    backend, set.size(), memory, () -> compute(set, decided, gram, folds, repeats));
            gram.finish();
            return result;
        }
    }

    /** The memory of the predictions of all repeats: decisions of all pairs of classes, and probabilities. */
    private static MemoryPlan.Item predictions(ClassificationSet set, int repeats) {
        int count = set.classes().count();
        return new MemoryPlan.Item("predictions", 8L * set.size() * repeats * (PairwiseFit.pairs(count) + count));
    }

    private Result compute(ClassificationSet set, Options decided, StructureKernels.Gram gram, int folds, int repeats) {
        execution.progress().stage("folds", (long) folds * repeats);
        PairwiseFit.Problem problem = set.problem(gram.values());
        List<OutOfFold> predictions = new ArrayList<>();
        List<Fold> done = new ArrayList<>();
        List<ClassMetrics> ofRepeats = new ArrayList<>();
        ClassStatistics overall = statistics(set);
        for (int repeat = 0; repeat < repeats; repeat++) {
            int[] fold = ClassFolds.of(
                    set.labels(), problem.groups(), folds, decided.model().seed() + repeat);
            expectAll(fold, folds);
            OutOfFold[] here = new OutOfFold[set.size()];
            for (int f = 0; f < folds; f++) {
                done.add(fold(set, problem, decided, new Division(repeat, fold, here, gram.kept()), f));
                execution.progress().advance(1);
            }
            ClassStatistics ofRepeat = statistics(set);
            for (OutOfFold p : here) {
                ofRepeat.add(p.prediction());
                overall.add(p.prediction());
                predictions.add(p);
            }
            ofRepeats.add(ofRepeat.metrics());
        }
        return new Result(
                options.targets().keySet().iterator().next(),
                set.classes(),
                predictions,
                done,
                ofRepeats,
                overall.metrics(),
                set.skipped(),
                set.warnings());
    }

    private static void expectAll(int[] fold, int folds) {
        long used = IntStream.of(fold).distinct().count();
        if (used < folds) {
            throw new OptionsException(
                    "expected at least as many structures, or groups of them, as the " + folds + " folds, got " + used,
                    Cure.text("Use fewer folds"));
        }
    }

    private ClassStatistics statistics(ClassificationSet set) {
        return new ClassStatistics(
                set.classes(), options.targets().values().iterator().next().key(), new Fingerprints());
    }

    /**
     * A division into folds, and the predictions that it has so far.
     *
     * @param fold of each structure
     * @param kept a sentence on what is kept if the computation is interrupted
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a computation
    private record Division(int repeat, int[] fold, OutOfFold[] predictions, String kept) {}

    private Fold fold(
            ClassificationSet set, PairwiseFit.Problem problem, Options decided, Division division, int number) {
        long start = System.nanoTime();
        int[] fold = division.fold();
        int[] rows =
                IntStream.range(0, fold.length).filter(i -> fold[i] != number).toArray();
        PairwiseFit fit =
                PairwiseFit.of(problem, rows, ClassifierTraining.settings(decided, execution, division.kept()));
        ClassStatistics statistics = statistics(set);
        for (int i = 0; i < fold.length; i++) {
            if (fold[i] == number) {
                double[] decisions = PairwiseFit.decisions(fit.machines(), problem.k(), i * problem.size(), rows);
                ClassPrediction p = new ClassPrediction(
                        set.structures().get(i),
                        PairwiseFit.vote(decisions, problem.count()),
                        PairwiseFit.probabilities(fit.machines(), decisions, problem.count()),
                        decisions,
                        new double[0]);
                statistics.add(p);
                division.predictions()[i] = new OutOfFold(division.repeat(), set.frames()[i], p);
            }
        }
        return new Fold(
                division.repeat(),
                number,
                rows.length,
                fit.c(),
                statistics.metrics(),
                (System.nanoTime() - start) * 1e-9);
    }
}
