package org.lather.backend.device.program;

/**
 * The tables with which pairs are expanded.
 *
 * @param table radial integrals: knots of splines, or the integrals of each pair
 * @param norms of the harmonics, and factors of their recursion
 * @param weights of the channels, [element][channel]
 * @param inverseSpacing of the knots, 1/Å
 */
public record RadialTable(Doubles table, Doubles norms, Doubles weights, int knots, double inverseSpacing) {
    void put(Parameters to) {
        to.put(table);
        putTail(to);
    }

    void putTail(Parameters to) {
        to.put(norms);
        to.put(weights);
        to.put(knots);
        to.put(inverseSpacing);
    }
}
