package org.lather.predict;

import org.lather.uncertainty.Uncertainties;

/**
 * What predictions are to have beside values.
 *
 * @param gradients forces, virials and stress, of the targets that have a gradient
 * @param shares what each atom contributes to targets of whole structures
 */
record PredictionRequest(boolean gradients, boolean shares, Uncertainties uncertainties) {
    static final PredictionRequest VALUES = new PredictionRequest(false, false, Uncertainties.NONE);

    /** Whether the work on one structure is that of many. */
    boolean heavy() {
        return uncertainties == Uncertainties.ALL && gradients;
    }
}
