package org.lather.evaluation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.model.FittedTarget;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.TargetReading;

/**
 * The values of one target, or of one derivative of it, in one structure: references beside predictions, in the unit of
 * the target. All arrays are flattened in the same order, [structure or atom][component].
 *
 * @param references NaN where an atom lacks the target
 * @param predictions of the same values
 * @param baseline sum of the baselines of a number; 0 for tensors and derivatives
 * @param uncertainties predictive standard deviations; empty if the prediction has none
 */
@SuppressWarnings("ArrayRecordComponent") // made for the caller
public record ComparedValues(double[] references, double[] predictions, double[] baseline, double[] uncertainties) {
    /**
     * Returns the values of a prediction; empty if its structure does not carry the target, or the derivative was not
     * predicted.
     *
     * @param derivative null for the target itself
     */
    public static Optional<ComparedValues> of(Prediction p, FittedTarget t, @Nullable Derivative derivative) {
        Structure s = p.structure();
        if (derivative != null) {
            if (!TargetReading.has(s, derivative) || !p.has(t, derivative)) {
                return Optional.empty();
            }
            double[] y = TargetReading.read(s, derivative);
            double[] u = p.hasUncertainty(t, derivative) ? p.uncertainties(t, derivative) : new double[0];
            return Optional.of(new ComparedValues(y, p.values(t, derivative), new double[y.length], u));
        }
        if (!TargetReading.has(s, t.target())) {
            return Optional.empty();
        }
        double[] y = TargetReading.read(s, t.target());
        double[] u = p.hasUncertainty(t.name()) ? p.uncertainties(t.name()) : new double[0];
        double[] b = subtractsBaseline(t) ? t.baseline(s) : new double[y.length];
        return Optional.of(new ComparedValues(y, p.values(t.name()), b, u));
    }

    /** Whether the values of a target are shown less its baselines: those of numbers that have any. */
    public static boolean subtractsBaseline(FittedTarget t) {
        return !t.target().isTensor() && !t.baselines().isEmpty();
    }
}
