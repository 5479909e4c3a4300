package org.lather.cli;

import java.util.List;
import org.lather.model.FittedTarget;
import org.lather.model.Prediction;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.Target;

/**
 * A structure with its predictions as further keys and columns, {@code predicted_NAME}, and {@code uncertainty_NAME}
 * where it has them.
 */
final class PredictedStructure {
    private PredictedStructure() {}

    /**
     * @param shares whether to add what each atom contributes to targets of the whole structure,
     *     {@code predicted_NAME_atoms}
     */
    static Structure of(Prediction p, List<FittedTarget> targets, boolean shares) {
        Annotations a = p.structure().annotations();
        for (FittedTarget t : targets) {
            String key = "predicted_" + t.name();
            double[] values = p.values(t.name());
            boolean atom = t.target().quantity() == Target.Quantity.ATOM;
            int each = t.target().form().components();
            a = atom ? a.withColumn(key, each, values) : a.with(key, values);
            if (shares && !atom) {
                a = a.withColumn(key + "_atoms", each, p.shares(t.name()));
            }
            if (p.hasUncertainty(t.name())) {
                a = a.with("uncertainty_" + t.name(), p.uncertainty(t.name()));
            }
            for (Derivative d : t.target().derivatives()) {
                if (p.has(t, d)) {
                    a = with(a, d, d.name(key), p.values(t, d));
                }
                if (p.hasUncertainty(t, d)) {
                    a = with(a, d, d.name("uncertainty_" + t.name()), p.uncertainties(t, d));
                }
            }
        }
        return p.structure().with(a);
    }

    private static Annotations with(Annotations a, Derivative d, String name, double[] values) {
        return d.kind() == Derivative.Kind.FORCES ? a.withColumn(name, 3, values) : a.with(name, values);
    }
}
