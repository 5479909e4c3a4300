package org.lather.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lather.error.Cure;
import org.lather.error.Warning;

/** Finds targets whose errors are no smaller than those of a guess that does not depend on the structure. */
final class Skill {
    /** With fewer values, the spread says little about the error of a guess. */
    private static final int LEAST_VALUES = 8;

    /** Errors below this fraction of the spread of the references are rounding. */
    private static final double ROUNDING = 1e-9;

    private Skill() {}

    /** Returns a warning for each target whose RMSE is not below the spread of its references after all baselines. */
    static List<Warning> warnings(List<TargetMetrics> targets) {
        List<Warning> out = new ArrayList<>();
        for (TargetMetrics t : targets) {
            double rmse = t.errors().rmse();
            Spread spread = t.spread();
            if (t.errors().count() >= LEAST_VALUES && rmse >= spread.stdBaseline() && rmse > ROUNDING * spread.std()) {
                out.add(Warning.of(
                        Warning.Kind.NOTHING_LEARNT,
                        String.format(
                                Locale.ROOT,
                                "%s: the model learnt nothing: its RMSE of %.3g %s is not below %.3g %s, the spread of"
                                        + " the references after the baselines are subtracted",
                                t.name(),
                                rmse,
                                t.unit(),
                                spread.stdBaseline(),
                                t.unit()),
                        Cure.text("Check the key, unit and baseline of the target, and that the training structures"
                                + " resemble these")));
            }
        }
        return out;
    }
}
