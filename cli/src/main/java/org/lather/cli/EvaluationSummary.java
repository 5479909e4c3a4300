package org.lather.cli;

import java.util.Locale;
import org.lather.evaluation.Evaluation;

/** Lines about an evaluation beside its table of errors. */
final class EvaluationSummary {
    private EvaluationSummary() {}

    /** For each target that only some of the structures carry, says how many lack it. */
    static void sayMissing(Evaluation evaluation, Console console) {
        evaluation
                .missing()
                .forEach((name, missing) -> console.say(String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d frames lack it and were not compared",
                        name,
                        missing,
                        evaluation.structures())));
    }
}
