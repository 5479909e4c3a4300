package org.lather.density;

/**
 * The radial integrals I_nl(r): overlaps of a neighbour's Gaussian at distance r with R_n and the harmonics of degree
 * l. They are smooth and do not include cutoff function and scaling.
 */
public sealed interface RadialIntegral permits ExactRadialIntegral, SplinedRadialIntegral {
    int maxAngular();

    int radialSize();

    /**
     * @param r distance, Å, 0 to the cutoff radius
     * @param out I_nl at [l * radialSize + n]
     */
    void values(double r, double[] out);

    /**
     * Computes dI_nl/dr, 1/Å, in the layout of {@link #values}, as the exact derivative of what that method returns.
     */
    void derivatives(double r, double[] out);

    /** Calls the method of the alternative that this is. */
    <R> R match(Cases<R> cases);

    /** A method for each way to compute the integrals. */
    interface Cases<R> {
        R exact(ExactRadialIntegral integral);

        R splined(SplinedRadialIntegral integral);
    }
}
