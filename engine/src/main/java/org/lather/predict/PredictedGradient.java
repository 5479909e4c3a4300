package org.lather.predict;

import java.util.Arrays;
import org.lather.model.FittedTarget;
import org.lather.structure.Structure;
import org.lather.target.Derivative;

/**
 * The derivatives of a target, or their standard deviations.
 *
 * @param positions dE/dr, [atom][3] flattened
 * @param strain dE/dε, [3][3] flattened
 * @param withoutStrain reason why the strain derivative is not available; empty if it is
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record PredictedGradient(double[] positions, double[] strain, String withoutStrain) {
    /** The absolute values of a derivative in its own unit, for a gradient that is not negative. */
    double[] in(FittedTarget target, Derivative d, Structure structure) {
        double scale = perSlope(target, d, structure);
        double[] of = d.kind() == Derivative.Kind.FORCES ? positions : strain;
        return Arrays.stream(of).map(v -> v * scale).toArray();
    }

    /** The absolute value of a derivative in its own unit for a gradient of 1 in the unit of the target. */
    static double perSlope(FittedTarget target, Derivative d, Structure structure) {
        double scale = d.perUnit(target.target().unit());
        return d.kind() == Derivative.Kind.STRESS
                ? scale / Math.abs(structure.cell().volume())
                : scale;
    }

    /** Returns −v. */
    static double[] negative(double[] v) {
        // 0 − v, so that zero has no sign
        return Arrays.stream(v).map(x -> 0 - x).toArray();
    }
}
