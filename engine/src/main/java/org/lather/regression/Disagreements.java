package org.lather.regression;

import java.util.Locale;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.target.Derivative;

/** Describes row types whose labels contradict each other. */
final class Disagreements {
    /** Correlation beyond which the slope of labels against predictions says what is wrong. */
    private static final double CLEAR = 0.7;

    private Disagreements() {}

    static Warning warning(RowGroup group, RowTypeAgreement.Disagreement d) {
        Derivative derivative = group.derivatives().get(d.type() - 1);
        String word = derivative.kind().word();
        String fact = String.format(
                Locale.ROOT,
                "%s: the %s `%s` contradicts the rest: the error of held-out %s is %.3g %s with it and %.3g %s without,"
                        + " so it was given a noise that leaves the rest as it is",
                group.series().get(0).name(),
                word,
                derivative.key(),
                group.key(d.harmed()).name(),
                d.with(),
                unit(group, d.harmed()),
                d.without(),
                unit(group, d.harmed()));
        return Warning.of(Warning.Kind.LABELS_DISAGREE, fact, Cure.text(cure(derivative.kind(), word, d)));
    }

    private static String cure(Derivative.Kind kind, String word, RowTypeAgreement.Disagreement d) {
        if (d.correlation() < -CLEAR) {
            return "Turn the sign of the " + word + ": it is opposite to that of predictions without it";
        }
        if (d.correlation() > CLEAR && (d.slope() > 2 || d.slope() < 0.5)) {
            return String.format(
                    Locale.ROOT,
                    "Check the unit of the %s: it is %.3g times what is predicted without it",
                    word,
                    d.slope());
        }
        return switch (kind) {
            case FORCES -> "Check sign, unit and order of the atoms of the forces, or leave them out";
            case STRESS, VIRIAL ->
                "Check sign, unit, the order of the components (xx yy zz yz xz xy) and a pressure that was added (an"
                        + " incomplete basis, the kinetic energy) of the " + word + ", or leave it out";
        };
    }

    private static String unit(RowGroup group, int type) {
        return type == 0
                ? group.series().get(0).target().unit() + (group.quantity().isExtensive() ? " per √atom" : "")
                : group.derivatives().get(type - 1).unit().toString();
    }
}
