package org.lather.backend.device.program;

/**
 * The weight of a pair by its distance: the cutoff function times the radial scaling.
 *
 * @param radius of the cutoff, Å
 * @param width of the smoothing, Å
 * @param scale of the radial scaling, Å
 */
public record PairWeight(double radius, double width, double rate, double scale, double exponent) {
    void put(Parameters to) {
        to.put(radius);
        to.put(width);
        to.put(rate);
        to.put(scale);
        to.put(exponent);
    }
}
