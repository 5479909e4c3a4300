package org.lather.density;

/**
 * I_nl(r): the overlap of a neighbour's Gaussian at distance r with R_n and the l-th harmonic. Smooth; cutoff and
 * scaling are not in it.
 */
public interface RadialIntegral {
    int maxAngular();

    int radialSize();

    /**
     * @param r distance, Å, 0 to the cutoff radius
     * @param out I_nl at [l * radialSize + n]
     */
    void values(double r, double[] out);

    /** dI_nl/dr, 1/Å, in the same layout: the derivative of exactly what {@link #values} returns. */
    void derivatives(double r, double[] out);
}
