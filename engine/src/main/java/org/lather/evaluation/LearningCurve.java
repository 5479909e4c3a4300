package org.lather.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.error.Warnings;
import org.lather.execution.Execution;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.options.Periodicity;
import org.lather.predict.Model;
import org.lather.structure.DataException;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/**
 * Errors on one test set of models fitted to more and more of the training structures, each set holding the one before.
 */
public final class LearningCurve {
    private final Options options;
    private final Backend backend;
    private final Execution execution;

    /**
     * Prepares a learning curve; nothing is read or computed yet.
     *
     * @param options of each training
     * @param backend stays the caller's
     * @param execution of each training and test
     */
    public LearningCurve(Options options, Backend backend, Execution execution) {
        this.options = options;
        this.backend = backend;
        this.execution = execution;
    }

    /**
     * The errors of the model of one number of training structures.
     *
     * @param trained the number of training structures
     * @param targets errors of each target that the test structures carry, in the order of the options
     * @param seconds wall time of the fit and the test
     * @param peakBytes the most bytes held meanwhile
     * @param warnings of the training and the test
     */
    public record Point(
            int trained, List<TargetMetrics> targets, double seconds, long peakBytes, List<Warning> warnings) {
        public Point {
            targets = List.copyOf(targets);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Fits a model to the first training structures, for each number of them, and tests it.
     *
     * @param sizes numbers of training structures that have a target, in the order in which models are fitted
     * @param consumer takes each point as soon as it is computed
     * @throws DataException for fewer training structures than a size asks for, or for a test structure with an element
     *     that the training structures of a size do not have
     */
    public List<Point> compute(Structures train, Structures test, int[] sizes, Consumer<Point> consumer) {
        Options decided =
                options.decide(periodicity(train, Arrays.stream(sizes).max().orElse(0)), execution.progress()::note);
        List<Point> out = new ArrayList<>();
        for (int size : sizes) {
            Point point = point(decided, train, test, size);
            out.add(point);
            consumer.accept(point);
        }
        return out;
    }

    private Point point(Options options, Structures train, Structures test, int size) {
        long start = System.nanoTime();
        backend.resources().ledger().resetPeak();
        try (Model model = Trainer.of(options, backend, execution).fit(train, size, test)) {
            int found = model.report().map(TrainingReport::structures).orElse(0);
            if (found < size) {
                throw tooFew(train, size, found);
            }
            Evaluation evaluation;
            try (Frames frames = test.frames()) {
                evaluation = Evaluation.of(model, frames, execution, p -> {});
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            Warnings warnings = new Warnings();
            model.report().ifPresent(r -> r.warnings().forEach(warnings::add));
            evaluation.warnings().forEach(warnings::add);
            return new Point(
                    size,
                    evaluation.targets(),
                    seconds,
                    backend.resources().ledger().peakBytes(),
                    warnings.list());
        }
    }

    /**
     * Looks at the structures of the largest set, so that all sizes have the same options. Fails if there are too few
     * structures, before the first fit, as the largest set comes last. Frames without a target are known only when they
     * are read.
     */
    private static Periodicity periodicity(Structures train, int most) {
        int found = 0;
        int periodic = 0;
        try (Frames frames = train.frames()) {
            while (found < most && frames.hasNext()) {
                periodic += frames.next().cell().anyPeriodic() ? 1 : 0;
                found++;
            }
        }
        if (found < most) {
            throw tooFew(train, most, found);
        }
        return new Periodicity(periodic, found);
    }

    private static DataException tooFew(Structures train, int size, int found) {
        return new DataException(
                train.description() + ": expected " + size + " training structures for the learning curve, found "
                        + found,
                Cure.text("Use smaller sizes"));
    }
}
