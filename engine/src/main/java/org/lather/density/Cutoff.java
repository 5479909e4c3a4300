package org.lather.density;

/**
 * A neighbour counts if its distance is strictly below the radius, with the weight that the smoothing gives it.
 *
 * @param radius rc, Å, positive
 */
public record Cutoff(double radius, Smoothing smoothing) {
    public Cutoff {
        if (!(radius > 0) || !Double.isFinite(radius)) {
            throw new IllegalArgumentException("expected a positive cutoff radius, got " + radius);
        }
        if (smoothing instanceof Smoothing.ShiftedCosine s && s.width() > radius) {
            throw new IllegalArgumentException(
                    "expected a smoothing width of at most the cutoff radius " + radius + ", got " + s.width());
        }
    }

    /** f(r). */
    public double value(double r) {
        return smoothing.value(r, radius);
    }

    /** df/dr, 1/Å. */
    public double derivative(double r) {
        return smoothing.derivative(r, radius);
    }
}
