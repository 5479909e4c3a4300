package org.lather.backend.device.program;

/**
 * Density coefficients [environment][lm][q].
 *
 * @param size the number of coefficients of an environment
 * @param q the number of channels times radial functions
 */
public record Coefficients(int environments, Doubles c, int size, int q) {
    void put(Parameters to) {
        to.put(c);
        to.put(size);
        to.put(q);
    }
}
