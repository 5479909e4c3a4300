package org.lather.density;

/**
 * The cutoff of an environment: a neighbour contributes if its distance is strictly below the radius, with the weight
 * of the smoothing function.
 *
 * @param radius rc, Å, positive
 */
public record Cutoff(double radius, Smoothing smoothing) {
    /** @throws IllegalArgumentException if the radius is not positive and finite, or the smoothing is wider */
    public Cutoff {
        if (!(radius > 0) || !Double.isFinite(radius)) {
            throw new IllegalArgumentException("expected a positive cutoff radius, got " + radius);
        }
        if (smoothing.width() > radius) {
            throw new IllegalArgumentException(
                    "expected a smoothing width of at most the cutoff radius " + radius + ", got " + smoothing.width());
        }
    }

    /** The weight f(r). */
    public double value(double r) {
        return smoothing.value(r, radius);
    }

    /** The derivative df/dr, 1/Å. */
    public double derivative(double r) {
        return smoothing.derivative(r, radius);
    }
}
