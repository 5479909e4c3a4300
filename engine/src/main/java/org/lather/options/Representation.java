package org.lather.options;

import org.lather.descriptor.Descriptor;

/**
 * A descriptor and the weight of its kernel in the sum over representations.
 *
 * @param weight dimensionless, positive
 */
public record Representation(Descriptor descriptor, double weight) {
    public Representation {
        if (!(weight > 0) || !Double.isFinite(weight)) {
            throw new IllegalArgumentException("expected a positive weight, got " + weight);
        }
    }
}
