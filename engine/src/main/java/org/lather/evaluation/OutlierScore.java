package org.lather.evaluation;

import java.util.OptionalDouble;
import org.lather.model.FittedTarget;
import org.lather.predict.Prediction;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * The outlier score of a structure: the root mean square of (prediction − label)/uncertainty over its labels. For
 * structures that the model was not trained on it is about 1 where the uncertainties are calibrated, and much larger
 * where the labels are wrong.
 */
final class OutlierScore {
    private static final String KEY = "outlier_";

    private OutlierScore() {}

    /** The score of a target; empty without labels or uncertainties. */
    static OptionalDouble of(Prediction p, FittedTarget t) {
        Structure s = p.structure();
        Target target = t.target();
        if (!p.hasUncertainty(t.name()) || !TargetReading.has(s, target)) {
            return OptionalDouble.empty();
        }
        double[] v = p.values(t.name());
        double[] u = p.uncertainties(t.name());
        double[] y = TargetReading.read(s, target);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < y.length; i++) {
            if (!Double.isNaN(y[i]) && u[i] > 0) {
                double z = (v[i] - y[i]) / u[i];
                sum += z * z;
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(sum / count));
    }

    /** Adds the scores of all targets that have one, as keys {@code outlier_NAME}. */
    static Structure annotate(Structure annotated, CrossValidation.OutOfFold p) {
        Annotations a = annotated.annotations();
        for (FittedTarget t : p.targets()) {
            OptionalDouble score = of(p.prediction(), t);
            if (score.isPresent()) {
                a = a.with(KEY + t.name(), score.getAsDouble());
            }
        }
        return annotated.with(a);
    }
}
