package org.lather.evaluation;

import java.util.Locale;
import java.util.Optional;
import org.lather.error.Cure;
import org.lather.error.Warning;

/** Finds targets whose errors are no smaller than those of a guess that does not depend on the structure. */
final class Skill {
    /** With fewer values, the spread says little about the error of a guess. */
    private static final int LEAST_VALUES = 8;

    /** The components of fewer structures do not show what is learnt. */
    static final int LEAST_STRUCTURES = 3;

    /** Errors below this fraction of the spread of the references are rounding. */
    private static final double ROUNDING = 1e-9;

    /** Correlation below which predicted forces have the other sign. */
    private static final double OPPOSITE = -0.35;

    /** Correlation above which the ratio of references and predictions is that of their units. */
    private static final double ALIKE = 0.5;

    /** Ratios between the inverse of this and this are errors of the model. */
    private static final double FACTOR = 3;

    private Skill() {}

    /** Returns the warning about a target, if there is one. */
    static Optional<Warning> warning(ErrorStatistics s) {
        if (s.count() < LEAST_VALUES) {
            return Optional.empty();
        }
        double correlation = s.proportion().correlation();
        if (correlation < OPPOSITE) {
            return Optional.of(Warning.of(
                    s.forces() ? Warning.Kind.FORCES_SIGN : Warning.Kind.LABELS_DISAGREE,
                    String.format(
                            Locale.ROOT,
                            "%s: predictions and references have a correlation of %.2f",
                            s.name(),
                            correlation),
                    Cure.text(
                            s.forces()
                                    ? "Forces are minus the gradient of the energy: turn the sign of those that are"
                                            + " gradients, here or among the training structures"
                                    : "Turn the sign of those of the other convention, here or among the training"
                                            + " structures")));
        }
        // references are larger also because a model of little data predicts too little: then by less than
        // 1/correlation
        double ratio = s.proportion().ratio();
        double least = FACTOR / correlation;
        if (correlation > ALIKE && (ratio > least || ratio < 1 / least)) {
            return Optional.of(Warning.of(
                    s.forces() ? Warning.Kind.FORCES_UNIT : Warning.Kind.LABELS_DISAGREE,
                    String.format(
                            Locale.ROOT,
                            "%s: the references are %.3g times as large as the predictions, with a correlation of %.2f",
                            s.name(),
                            ratio,
                            correlation),
                    Cure.text("Check the unit of the references, which is taken as " + s.unit())));
        }
        double rmse = s.rmse();
        double spread = s.spreadWithoutBaselines();
        if (rmse < spread || rmse <= ROUNDING * s.spread()) {
            return Optional.empty();
        }
        return Optional.of(Warning.of(
                Warning.Kind.NOTHING_LEARNT,
                String.format(
                        Locale.ROOT,
                        "%s: the model learnt nothing: its RMSE of %.3g %s is not below %.3g %s, the spread of the"
                                + " references after the baselines are subtracted",
                        s.name(),
                        rmse,
                        s.unit(),
                        spread,
                        s.unit()),
                Cure.text("Check the key, unit and baseline of the target, and that the training structures resemble"
                        + " these")));
    }
}
