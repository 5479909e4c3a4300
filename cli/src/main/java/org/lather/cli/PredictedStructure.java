package org.lather.cli;

import java.util.List;
import org.lather.model.FittedTarget;
import org.lather.model.Prediction;
import org.lather.options.Target;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/** A structure with its predictions as further keys and columns, {@code predicted_NAME}. */
final class PredictedStructure {
    private PredictedStructure() {}

    static Structure of(Prediction p, List<FittedTarget> targets) {
        Annotations a = p.structure().annotations();
        for (FittedTarget t : targets) {
            String key = "predicted_" + t.name();
            double[] values = p.values(t.name());
            a = t.target().quantity() == Target.Quantity.ATOM ? a.withColumn(key, 1, values) : a.with(key, values);
        }
        return p.structure().with(a);
    }
}
