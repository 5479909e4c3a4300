package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.lather.classification.ClassCrossValidation;
import org.lather.classification.ClassMetrics;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * The cross-validation of a classification.
 *
 * @param file the options file
 * @param output folder of the results
 * @param json whether results are printed as JSON
 */
record ClassificationFolds(int folds, int repeats, Path file, Path output, Console console, boolean json) {
    /** Cross-validates, and writes predictions of each repeat and metrics into a folder. */
    void run(Options options, Structures all, Session session, Execution execution) throws IOException {
        ClassCrossValidation.Result result =
                new ClassCrossValidation(options, session.backend(), execution).compute(all, folds, repeats);
        session.progress().end();
        for (int repeat = 0; repeat < repeats; repeat++) {
            int here = repeat;
            Iterator<ClassCrossValidation.OutOfFold> predictions = result.predictions().stream()
                    .filter(p -> p.repeat() == here)
                    .iterator();
            try (Frames frames = all.frames()) {
                Classification.write(output.resolve(CrossvalCommand.predictions(repeat)), out -> {
                    ClassCrossValidation.OutOfFold p = predictions.next();
                    for (int frame = 0; frames.hasNext(); frame++) {
                        Structure s = frames.next();
                        boolean predicted = p.frame() == frame;
                        Classification.put(
                                out, predicted ? p.prediction().annotate(result.name(), result.classes()) : s);
                        p = predicted && predictions.hasNext() ? predictions.next() : p;
                    }
                    return true;
                });
            }
        }
        Map<String, Object> metrics = result.toMap(String.valueOf(file), all.description());
        OutputFiles.json(output.resolve(CrossvalCommand.METRICS), metrics);
        console.warn(result.warnings());
        if (json) {
            metrics.put("warnings", Warning.toList(result.warnings()));
            console.printJson(metrics);
            return;
        }
        ClassTable.print(result.name(), result.mean(), console);
        if (repeats > 1) {
            spread(
                    "ROC AUC",
                    result.repeats().stream().mapToDouble(ClassMetrics::rocAuc).toArray());
        }
        console.print("written: " + output.resolve(CrossvalCommand.predictions(0))
                + (repeats > 1 ? " and others, " : ", ") + CrossvalCommand.METRICS);
    }

    private void spread(String name, double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
        if (Double.isFinite(mean)) {
            console.print(String.format(
                    Locale.ROOT, "  %-22s %.4f ± %.4f over the repeats", name, mean, Math.sqrt(variance)));
        }
    }
}
