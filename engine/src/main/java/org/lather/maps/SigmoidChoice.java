package org.lather.maps;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The parameters of a sketch-map; what is empty is suggested by a {@link DistanceHistogram}.
 *
 * @param sigma distance where both sigmoids are ½
 * @param high exponents A, B of the distances of the kernel
 * @param low exponents a, b of the distances on the map
 */
public record SigmoidChoice(OptionalDouble sigma, Optional<Exponents> high, Optional<Exponents> low) {
    /** Everything is suggested. */
    public static final SigmoidChoice SUGGESTED =
            new SigmoidChoice(OptionalDouble.empty(), Optional.empty(), Optional.empty());

    /**
     * The exponents of a sigmoid.
     *
     * @param near of distances below sigma
     * @param far of distances above sigma
     */
    public record Exponents(double near, double far) {
        /** @throws IllegalArgumentException if an exponent is not positive */
        public Exponents {
            new Sigmoid(1, near, far);
        }
    }

    /** @throws IllegalArgumentException if sigma is not positive */
    public SigmoidChoice {
        sigma.ifPresent(s -> new Sigmoid(s, 1, 1));
    }

    Sigmoid high(DistanceHistogram histogram) {
        double s = sigma(histogram);
        return high.map(e -> new Sigmoid(s, e.near(), e.far())).orElseGet(() -> histogram.high(s));
    }

    Sigmoid low(DistanceHistogram histogram) {
        double s = sigma(histogram);
        return low.map(e -> new Sigmoid(s, e.near(), e.far())).orElseGet(() -> histogram.low(s));
    }

    private double sigma(DistanceHistogram histogram) {
        double suggested = histogram.sigma();
        return sigma.orElse(suggested > 0 ? suggested : 1);
    }
}
