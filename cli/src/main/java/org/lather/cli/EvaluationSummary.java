package org.lather.cli;

import java.util.Locale;
import org.lather.evaluation.Evaluation;

/** Messages about an evaluation in addition to its table of errors. */
final class EvaluationSummary {
    private EvaluationSummary() {}

    /** Reports for each target that only some of the structures have how many lack it. */
    static void reportMissing(Evaluation evaluation, Console console) {
        evaluation
                .missing()
                .forEach((name, missing) -> console.info(String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d frames lack it and were not compared",
                        name,
                        missing,
                        evaluation.structures())));
    }
}
