package org.lather.density;

import org.jspecify.annotations.Nullable;

/**
 * A density of Gaussians: each neighbour contributes g(x) = (π s²)^(−3/4) exp(−|x|²/2s²), normalised in L2, times
 * cutoff function and radial scaling.
 *
 * @param width standard deviation s, Å, positive
 * @param centerAtomWeight weight of the centre's own Gaussian, not negative
 * @param scaling radial scaling, or null for none
 * @param embedding the rule by which elements share the channels of the density
 */
public record GaussianDensity(
        double width, double centerAtomWeight, @Nullable RadialScaling scaling, Embedding embedding) {
    private static final double SMALLEST_WIDTH = 1e-4;
    private static final double LARGEST_WIDTH = 1e4;
    private static final double LARGEST_WEIGHT = 1e6;

    /** Creates a density with a channel for each element. */
    public GaussianDensity(double width, double centerAtomWeight, @Nullable RadialScaling scaling) {
        this(width, centerAtomWeight, scaling, Embedding.ELEMENTS);
    }

    /**
     * @throws IllegalArgumentException if the width is not positive and finite, or the weight is negative or not finite
     */
    public GaussianDensity {
        if (!(width > 0) || !Double.isFinite(width)) {
            throw new IllegalArgumentException("expected a positive density width, got " + width);
        }
        if (width < SMALLEST_WIDTH || width > LARGEST_WIDTH) {
            throw new IllegalArgumentException(
                    "expected a density width from " + SMALLEST_WIDTH + " to " + LARGEST_WIDTH + " Å, got " + width);
        }
        if (!(centerAtomWeight >= 0) || !Double.isFinite(centerAtomWeight)) {
            throw new IllegalArgumentException("expected a center_atom_weight of 0 or more, got " + centerAtomWeight);
        }
        if (centerAtomWeight > LARGEST_WEIGHT) {
            throw new IllegalArgumentException(
                    "expected a center_atom_weight of at most " + LARGEST_WEIGHT + ", got " + centerAtomWeight);
        }
    }

    /** The radial scaling u(r); 1 without a scaling. */
    public double scalingValue(double r) {
        return scaling == null ? 1 : scaling.value(r);
    }

    /** The derivative du/dr, 1/Å; 0 without a scaling. */
    public double scalingDerivative(double r) {
        return scaling == null ? 0 : scaling.derivative(r);
    }
}
