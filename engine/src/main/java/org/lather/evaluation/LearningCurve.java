package org.lather.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.model.DataException;
import org.lather.model.Execution;
import org.lather.model.Model;
import org.lather.model.Trainer;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Errors on one test set of models fitted to more and more of the training structures, each set holding the one before.
 */
public final class LearningCurve {
    private LearningCurve() {}

    /**
     * @param trained the number of training structures
     * @param errors of each target, in the order of the options
     * @param seconds fit and test, wall time
     * @param peakBytes held at most
     */
    public record Point(int trained, List<ErrorStatistics> errors, double seconds, long peakBytes) {
        public Point {
            errors = List.copyOf(errors);
        }
    }

    /**
     * Fits a model to the first training structures, for each number of them, and tests it.
     *
     * @param consumer takes each point when it is there
     * @throws DataException for fewer training structures than a size asks for, or for a test structure with an element
     *     that the training structures of a size do not have
     */
    public static List<Point> compute(
            Options options,
            Backend backend,
            Execution execution,
            Structures train,
            Structures test,
            int[] sizes,
            Consumer<Point> consumer) {
        expectFrames(train, Arrays.stream(sizes).max().orElse(0));
        List<Point> out = new ArrayList<>();
        for (int size : sizes) {
            long start = System.nanoTime();
            backend.ledger().resetPeak();
            try (Model model = Trainer.of(options, backend, execution).fit(train, size, test)) {
                int found = model.report().map(TrainingReport::structures).orElse(0);
                if (found < size) {
                    throw tooFew(train, size, found);
                }
                List<ErrorStatistics> errors = ErrorStatistics.of(model.parameters());
                try (Frames frames = test.frames()) {
                    model.predictTrained(frames, false, execution, p -> errors.forEach(e -> e.add(p)));
                }
                double seconds = (System.nanoTime() - start) * 1e-9;
                Point point = new Point(size, errors, seconds, backend.ledger().peakBytes());
                out.add(point);
                consumer.accept(point);
            }
        }
        return out;
    }

    /**
     * Before the first fit, as the largest set comes last. Frames without a target are known only when they are read.
     */
    private static void expectFrames(Structures train, int most) {
        int found = 0;
        try (Frames frames = train.frames()) {
            while (found < most && frames.hasNext()) {
                frames.next();
                found++;
            }
        }
        if (found < most) {
            throw tooFew(train, most, found);
        }
    }

    private static DataException tooFew(Structures train, int size, int found) {
        return new DataException(train.description() + ": expected " + size
                + " training structures for the learning curve, found " + found + ". Use smaller sizes");
    }
}
