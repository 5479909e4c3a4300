package org.lather.density;

/**
 * The cutoff of an environment: a neighbour contributes if its distance is strictly below the radius, with the weight
 * of the smoothing function.
 *
 * @param radius rc, Å, positive
 */
public record Cutoff(double radius, Smoothing smoothing) {
    private static final double SMALLEST = 1e-3;
    private static final double LARGEST = 1e6;

    /** @throws IllegalArgumentException if the radius is not positive and finite, or the smoothing is wider */
    public Cutoff {
        if (!(radius > 0) || !Double.isFinite(radius)) {
            throw new IllegalArgumentException("expected a positive cutoff radius, got " + radius);
        }
        if (radius < SMALLEST || radius > LARGEST) {
            throw new IllegalArgumentException(
                    "expected a cutoff radius from " + SMALLEST + " to " + LARGEST + " Å, got " + radius);
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
