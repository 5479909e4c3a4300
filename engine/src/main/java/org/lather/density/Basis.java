package org.lather.density;

import org.jspecify.annotations.Nullable;

/**
 * The basis of a density expansion: radial functions R_n, n = 0..maxRadial, times real spherical harmonics Y_lm, l =
 * 0..maxAngular.
 *
 * @param maxAngular the largest l, not negative
 * @param maxRadial the largest n, not negative (inclusive: maxRadial + 1 functions)
 * @param splineAccuracy largest error of the tabulated radial integrals; null for exact integrals without a table
 */
public record Basis(int maxAngular, int maxRadial, @Nullable Double splineAccuracy) {
    public static final double DEFAULT_SPLINE_ACCURACY = 1e-10;

    /** @throws IllegalArgumentException if an order or the accuracy is out of range */
    public Basis {
        if (maxAngular < 0 || maxAngular > 30) {
            throw new IllegalArgumentException("expected a max_angular from 0 to 30, got " + maxAngular);
        }
        if (maxRadial < 0 || maxRadial > 40) {
            throw new IllegalArgumentException("expected a max_radial from 0 to 40, got " + maxRadial);
        }
        if (splineAccuracy != null && !(splineAccuracy >= 1e-13 && splineAccuracy < 1)) {
            throw new IllegalArgumentException(
                    "expected a spline_accuracy from 1e-13 to 1, or null for exact integrals, got " + splineAccuracy);
        }
    }

    /** The number of radial functions, N = maxRadial + 1. */
    public int radialSize() {
        return maxRadial + 1;
    }

    /** The number of harmonics, (maxAngular + 1)². */
    public int angularSize() {
        return (maxAngular + 1) * (maxAngular + 1);
    }
}
