package org.lather.predict;

import org.lather.model.ModelParameters;
import org.lather.uncertainty.Uncertainties;

/**
 * The properties that predictions have in addition to values.
 *
 * @param gradients forces, virials and stress of all targets of the whole structure that have a gradient
 * @param contributions the contribution of each atom to targets of whole structures, see
 *     {@link Prediction#contributions}
 * @param uncertainties the predictive standard deviations that are computed, of the targets that have one
 */
public record Request(boolean gradients, boolean contributions, Uncertainties uncertainties) {
    /** Values alone. */
    public static final Request VALUES = new Request(false, false, Uncertainties.NONE);

    /** Values and their uncertainties. */
    public static final Request UNCERTAINTIES = new Request(false, false, Uncertainties.VALUES);

    /** Values and gradients. */
    public static final Request GRADIENTS = new Request(true, false, Uncertainties.NONE);

    /** All properties on which a model was trained: values, and gradients if it was trained with any. */
    public static Request trained(ModelParameters parameters) {
        return parameters.targets().stream()
                        .allMatch(t -> t.target().derivatives().isEmpty())
                ? VALUES
                : GRADIENTS;
    }

    /** This with or without the contributions of atoms. */
    public Request withContributions(boolean wanted) {
        return new Request(gradients, wanted, uncertainties);
    }

    /** This with other uncertainties. */
    public Request with(Uncertainties wanted) {
        return new Request(gradients, contributions, wanted);
    }

    /** Whether the work on one structure is that of many. */
    boolean heavy() {
        return uncertainties == Uncertainties.ALL && gradients;
    }
}
