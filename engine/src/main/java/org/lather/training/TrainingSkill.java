package org.lather.training;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
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

    /** A mean of more than so many standard deviations is no property of the structures that features tell apart. */
    private static final double FAR = 30;

    /** The root mean square that a composition leaves of values that are mostly composition. */
    private static final double LITTLE = 0.02;

    private TrainingSkill() {}

    /** Returns a warning for each number whose values are mostly what a baseline would explain. */
    static List<Warning> baselineWarnings(TrainingSet set) {
        List<Warning> out = new ArrayList<>();
        for (TargetValues v : set.numbers()) {
            boolean composition = v.target().quantity().isExtensive() && v.withoutComposition() < LITTLE;
            if (composition || isFar(v, set.atoms())) {
                String baseline = "targets." + v.name() + ".baseline";
                out.add(Warning.of(
                        Warning.Kind.NO_BASELINE,
                        v.name()
                                + (composition
                                        ? String.format(
                                                Locale.ROOT,
                                                ": the composition alone explains all but %.2g %% of the references, and is not"
                                                        + " subtracted",
                                                100 * v.withoutComposition())
                                        : ": the mean of the references is more than " + (int) FAR
                                                + " times their spread, and" + " is not subtracted")
                                + ": what depends on the structure is learnt badly beside it",
                        v.target().baselines().isEmpty()
                                ? Cure.text("Set " + baseline + " to composition")
                                : Cure.text("Add composition to the list " + baseline)));
            }
        }
        return out;
    }

    /** Whether a target without a baseline has values that differ little, far from 0. */
    private static boolean isFar(TargetValues v, int[] atoms) {
        DoubleSummaryStatistics values = new DoubleSummaryStatistics();
        double[] squares = new double[1];
        forEach(v, atoms, (y, weight) -> values.accept(y));
        forEach(v, atoms, (y, weight) -> squares[0] += (y - values.getAverage()) * (y - values.getAverage()));
        double spread = Math.sqrt(squares[0] / Math.max(1, values.getCount()));
        return v.target().baselines().isEmpty()
                && values.getCount() >= LEAST_ROWS
                && Math.abs(values.getAverage()) > FAR * spread;
    }

    /** Receives a value and the weight of its row. */
    private interface ValueConsumer {
        void accept(double value, double weight);
    }

    private static void forEach(TargetValues v, int[] atoms, ValueConsumer consumer) {
        int row = 0;
        for (int n : atoms) {
            for (int i = 0; i < v.target().quantity().rows(n); i++, row++) {
                if (v.has(row)) {
                    consumer.accept(v.value(row, 0), v.target().quantity().weight(n));
                }
            }
        }
    }

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
        double[] sums = new double[4]; // of rows, w, w y, w y²
        forEach(v, atoms, (y, w) -> {
            sums[0]++;
            sums[1] += w;
            sums[2] += w * y;
            sums[3] += w * y * y;
        });
        double variance = (sums[3] - sums[2] * sums[2] / sums[1]) / sums[0];
        return sums[0] < LEAST_ROWS ? Double.NaN : Math.sqrt(Math.max(0, variance));
    }
}
