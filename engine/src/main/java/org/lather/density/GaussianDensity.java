package org.lather.density;

import org.jspecify.annotations.Nullable;

/**
 * Each neighbour is a Gaussian g(x) = (π s²)^(−3/4) exp(−|x|²/2s²), normalised in L2, times the cutoff and the scaling.
 *
 * @param width s, Å, positive
 * @param centerAtomWeight the weight of the centre's own Gaussian, 0 or more
 * @param scaling null for none
 */
public record GaussianDensity(
        double width, double centerAtomWeight, @Nullable RadialScaling scaling) {
    public GaussianDensity {
        if (!(width > 0) || !Double.isFinite(width)) {
            throw new IllegalArgumentException("expected a positive density width, got " + width);
        }
        if (!(centerAtomWeight >= 0) || !Double.isFinite(centerAtomWeight)) {
            throw new IllegalArgumentException("expected a center_atom_weight of 0 or more, got " + centerAtomWeight);
        }
    }

    /** u(r), 1 without a scaling. */
    public double scalingValue(double r) {
        return scaling == null ? 1 : scaling.value(r);
    }

    /** du/dr, 1/Å, 0 without a scaling. */
    public double scalingDerivative(double r) {
        return scaling == null ? 0 : scaling.derivative(r);
    }
}
