package org.lather.report;

import org.jspecify.annotations.Nullable;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/**
 * One value of one structure.
 *
 * @param reference in the unit of the target, less the baselines of a number
 * @param prediction likewise
 * @param uncertainty predictive standard deviation; NaN if there is none
 * @param atom the atom of the value, such as {@code O 3} counted from 1; null for values of whole structures
 */
record Pair(
        Place place,
        double reference,
        double prediction,
        double uncertainty,
        @Nullable String atom) {
    /** Prediction minus reference. */
    double error() {
        return prediction - reference;
    }

    /** Error over standard deviation; NaN without one. */
    double ratio() {
        return error() / uncertainty;
    }

    static String atom(Structure s, int index) {
        return Element.symbol(s.atomicNumber(index)) + " " + (index + 1);
    }
}
