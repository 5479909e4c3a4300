package org.lather.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.target.RowKey;

/** Finds targets whose errors over held-out folds are hardly smaller than those of a guess. */
final class TrainingSkill {
    /** With fewer rows, neither the error nor the spread is known well. */
    private static final int LEAST_ROWS = 8;

    /** An error above this fraction of the spread can come from the search for the noise alone. */
    private static final double HARDLY = 0.95;

    /** What is left of values after their baselines is rounding below this fraction of the values. */
    private static final double ROUNDING = 1e-9;

    private TrainingSkill() {}

    /**
     * Returns a warning for each number that was hardly learnt.
     *
     * @param crossValidated root mean squared errors over held-out folds, with the weights of the rows
     */
    static List<Warning> warnings(TrainingRun run, Map<RowKey, Double> crossValidated) {
        List<Warning> out = new ArrayList<>();
        for (TargetValues v : run.set().numbers()) {
            Double error = crossValidated.get(RowKey.value(v.name()));
            double spread = spread(v, run.set().atoms());
            if (error != null && error >= HARDLY * spread && spread > ROUNDING * v.largest()) {
                String perAtom = v.target().quantity().isExtensive() ? " per atom^1/2" : "";
                out.add(Warning.of(
                        Warning.Kind.NOTHING_LEARNT,
                        String.format(
                                Locale.ROOT,
                                "%s: the model learnt next to nothing: its RMSE over held-out folds, %.3g %s%s, is hardly"
                                        + " below %.3g, the spread of the references after the baselines are subtracted",
                                v.name(),
                                error,
                                v.target().unit(),
                                perAtom,
                                spread),
                        Cure.text("Check the key, unit and baseline of the target; if they are right, the structures"
                                + " are too few, or do not determine it")));
            }
        }
        return out;
    }

    /** The weighted standard deviation of the values of structures or atoms; NaN if these are few. */
    private static double spread(TargetValues v, int[] atoms) {
        double weights = 0;
        double mean = 0;
        double squares = 0;
        int rows = 0;
        int row = 0;
        for (int n : atoms) {
            for (int i = 0; i < v.target().quantity().rows(n); i++, row++) {
                if (v.has(row)) {
                    double w = v.target().quantity().weight(n);
                    double y = v.value(row, 0);
                    weights += w;
                    mean += w * y;
                    squares += w * y * y;
                    rows++;
                }
            }
        }
        mean /= weights;
        return rows < LEAST_ROWS ? Double.NaN : Math.sqrt(Math.max(0, squares - weights * mean * mean) / rows);
    }
}
