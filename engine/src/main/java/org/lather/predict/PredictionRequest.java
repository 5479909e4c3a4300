package org.lather.predict;

import org.lather.uncertainty.Uncertainties;

/**
 * The properties that predictions have in addition to values.
 *
 * @param gradients forces, virials and stress, of the targets that have a gradient
 * @param shares per-atom contributions to targets of whole structures
 */
record PredictionRequest(boolean gradients, boolean shares, Uncertainties uncertainties) {
    static final PredictionRequest VALUES = new PredictionRequest(false, false, Uncertainties.NONE);

    /** Whether one structure needs as much work as many structures without these properties. */
    boolean heavy() {
        return uncertainties == Uncertainties.ALL && gradients;
    }
}
