package org.lather.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
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
 * Errors on one test set of models fitted to more and more of the training structures, each set holding the one before;
 * and, for each of these sets, of models with more and more representatives.
 */
public final class LearningCurve {
    /** A number of training structures that stands for all. */
    private static final int ALL = Integer.MAX_VALUE;

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
     * @param representatives the number of representatives of the model; empty if it is not varied
     * @param targets errors of each target that the test structures carry, in the order of the options
     * @param seconds wall time of the fit and the test; the first of several numbers of representatives includes the
     *     sums that they share
     * @param peakBytes the most bytes held meanwhile
     * @param warnings of the training and the test
     */
    public record Point(
            int trained,
            OptionalInt representatives,
            List<TargetMetrics> targets,
            double seconds,
            long peakBytes,
            List<Warning> warnings) {
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
        return compute(train, test, sizes, new int[0], consumer);
    }

    /**
     * Fits models with several numbers of representatives to the first training structures, for each number of these.
     * The sums over the structures are accumulated once for all representatives.
     *
     * @param sizes numbers of training structures, as above; empty for all that have a target
     * @param counts numbers of representatives, positive and ascending; empty for that of the options
     * @param consumer takes each point as soon as it is computed
     * @throws DataException as above, and for fewer environments than representatives
     * @throws org.lather.options.OptionsException for numbers of representatives of another regression than sparse
     *     Gaussian process regression of numbers
     */
    public List<Point> compute(Structures train, Structures test, int[] sizes, int[] counts, Consumer<Point> consumer) {
        Options decided =
                options.decide(periodicity(train, Arrays.stream(sizes).max().orElse(ALL)), execution.progress()::note);
        List<Point> out = new ArrayList<>();
        Consumer<Point> both = p -> {
            out.add(p);
            consumer.accept(p);
        };
        for (int size : sizes.length == 0 ? new int[] {ALL} : sizes) {
            if (counts.length == 0) {
                both.accept(point(decided, train, test, size));
            } else {
                points(decided, train, test, size, counts, both);
            }
        }
        return out;
    }

    private void points(
            Options options, Structures train, Structures test, int size, int[] counts, Consumer<Point> consumer) {
        Ledger ledger = backend.resources().ledger();
        long[] start = {System.nanoTime()};
        ledger.resetPeak();
        Trainer.of(options, backend, execution).fit(train, size, test, counts, model -> {
            Point point;
            try (model) {
                // the sums of all representatives stay in memory
                Execution rest = execution.withBudget(Math.max(1, execution.budgetBytes() - ledger.heldBytes()));
                point = point(model, train, test, size, rest, start[0]);
            }
            consumer.accept(new Point(
                    point.trained(),
                    OptionalInt.of(model.parameters().size()),
                    point.targets(),
                    point.seconds(),
                    point.peakBytes(),
                    point.warnings()));
            start[0] = System.nanoTime();
            ledger.resetPeak();
        });
    }

    private Point point(Options options, Structures train, Structures test, int size) {
        long start = System.nanoTime();
        backend.resources().ledger().resetPeak();
        try (Model model = Trainer.of(options, backend, execution).fit(train, size, test)) {
            return point(model, train, test, size, execution, start);
        }
    }

    /** Tests a model whose fit began at a time in nanoseconds. */
    private Point point(Model model, Structures train, Structures test, int size, Execution execution, long start) {
        int found = model.report().map(TrainingReport::structures).orElse(0);
        if (size != ALL && found < size) {
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
                found,
                OptionalInt.empty(),
                evaluation.targets(),
                seconds,
                backend.resources().ledger().peakBytes(),
                warnings.list());
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
        if (most != ALL && found < most) {
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
