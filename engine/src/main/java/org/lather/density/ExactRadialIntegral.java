package org.lather.density;

import java.util.Arrays;
import org.lather.math.GaussLegendre;
import org.lather.math.ModifiedSphericalBessel;

/**
 * Radial integrals I_nl(r) = ∫_0^∞ x² R_n(x) g_l(r, x) dx, exact to rounding (about 1e-15). Here g_l is the l-th
 * angular projection of the neighbour's Gaussian of width s, c = 1/2s²: g_l(r, x) = 4π (π s²)^(−3/4) exp(−c (x² + r²))
 * i_l(2c r x), with the modified spherical Bessel function i_l.
 *
 * <p>For Gaussian-type orbitals the integral is a sum of confluent hypergeometric functions whose terms cancel, by up
 * to six digits at N = 20. In the integrand R_n is rounded once, after its own cancellation in extended precision, and
 * nothing else cancels; hence Gauss-Legendre quadrature in double precision loses no digits. Derivatives are those of
 * g_l. Immutable.
 */
public final class ExactRadialIntegral implements RadialIntegral {
    private static final int POINTS = 16;
    private static final double PANEL = 2.5;
    private static final int MAX_PANELS = 20_000;
    /** Number of widths after which a Gaussian is negligible: exp(−9²/2) = 3e-18. */
    private static final double REACH = 9;

    private final int maxAngular;
    private final int size;
    private final double radius;
    private final double exponent;
    private final double reach;
    private final double[] nodes;
    private final double[] weighted;

    /**
     * @param width width s of the Gaussian density, Å
     * @param maxAngular the largest l
     * @throws IllegalArgumentException if the width is not positive, or the order is negative
     */
    public ExactRadialIntegral(GtoBasis basis, double width, int maxAngular) {
        if (!(width > 0) || maxAngular < 0) {
            throw new IllegalArgumentException(
                    "expected a positive density width and max_angular from 0, got " + width + " and " + maxAngular);
        }
        this.maxAngular = maxAngular;
        this.size = basis.size();
        this.radius = basis.radius();
        this.exponent = 0.5 / (width * width);
        this.reach = REACH * width;
        double end = Math.min(radius + reach, basis.extent());
        // the Gaussian and the radial functions must be smooth within a panel
        int panels = (int) Math.ceil(end / (PANEL * Math.min(width, basis.width(0))));
        if (panels > MAX_PANELS) {
            throw new IllegalArgumentException("expected a density width of at least "
                    + (float) (end / (PANEL * MAX_PANELS)) + " for the cutoff radius " + radius + ", got " + width);
        }
        GaussLegendre rule = new GaussLegendre(POINTS);
        this.nodes = new double[panels * POINTS];
        this.weighted = new double[nodes.length * size];
        double amplitude = 4 * Math.PI * Math.pow(Math.PI * width * width, -0.75);
        double half = 0.5 * end / panels;
        double[] radial = new double[size];
        for (int q = 0; q < nodes.length; q++) {
            double x = half * (2 * (q / POINTS) + 1 + rule.node(q % POINTS));
            double w = amplitude * half * rule.weight(q % POINTS) * x * x;
            nodes[q] = x;
            basis.values(x, radial);
            for (int n = 0; n < size; n++) {
                weighted[q * size + n] = w * radial[n];
            }
        }
    }

    @Override
    public int maxAngular() {
        return maxAngular;
    }

    @Override
    public int radialSize() {
        return size;
    }

    /** The cutoff radius rc, Å. */
    public double radius() {
        return radius;
    }

    @Override
    public void values(double r, double[] out) {
        integrate(r, new double[][] {out});
    }

    @Override
    public void derivatives(double r, double[] out) {
        integrate(r, new double[][] {new double[out.length], out});
    }

    /** Computes I_nl, dI_nl/dr (1/Å) and d²I_nl/dr² (1/Å²) together, each at [l * radialSize + n]. */
    public void valuesAndDerivatives(double r, double[] values, double[] first, double[] second) {
        integrate(r, new double[][] {values, first, second});
    }

    /** Computes the k-th derivatives into out[k]. */
    private void integrate(double r, double[][] out) {
        if (!(r >= 0 && r <= radius)) {
            throw new IllegalArgumentException(
                    "expected a distance from 0 to the cutoff radius " + radius + ", got " + r);
        }
        int orders = out.length;
        for (double[] o : out) {
            Arrays.fill(o, 0, (maxAngular + 1) * size, 0);
        }
        int found = Arrays.binarySearch(nodes, r - reach);
        int top = maxAngular + orders - 1;
        double[][] bessel = new double[orders][top + 1];
        double[] projection = new double[orders];
        for (int q = found < 0 ? -found - 1 : found; q < nodes.length && nodes[q] <= r + reach; q++) {
            double x = nodes[q];
            double gauss = Math.exp(-exponent * (x - r) * (x - r));
            ModifiedSphericalBessel.scaled(2 * exponent * r * x, top, bessel[0]);
            for (int k = 1; k < orders; k++) {
                differentiate(bessel[k - 1], bessel[k], top - k);
            }
            for (int l = 0; l <= maxAngular; l++) {
                project(r, x, gauss, bessel, l, projection);
                for (int k = 0; k < orders; k++) {
                    double g = projection[k];
                    double[] o = out[k];
                    for (int n = 0, at = l * size, w = q * size; n < size; n++) {
                        o[at++] += g * weighted[w++];
                    }
                }
            }
        }
    }

    /** Computes derivatives of Bessel functions: i_l' = (l i_(l−1) + (l + 1) i_(l+1))/(2l + 1), l = 0..top. */
    private static void differentiate(double[] f, double[] out, int top) {
        for (int l = 0; l <= top; l++) {
            out[l] = ((l == 0 ? 0 : l * f[l - 1]) + (l + 1) * f[l + 1]) / (2 * l + 1);
        }
    }

    /** Computes exp(−c (x² + r²)) i_l(2c r x) and its derivatives with respect to r. */
    private void project(double r, double x, double gauss, double[][] bessel, int l, double[] out) {
        double c2 = 2 * exponent;
        double f = bessel[0][l];
        out[0] = gauss * f;
        if (out.length > 1) {
            double f1 = bessel[1][l];
            out[1] = gauss * c2 * (x * f1 - r * f);
            if (out.length > 2) {
                out[2] = gauss * c2 * (c2 * (x * (x * bessel[2][l] - 2 * r * f1) + r * r * f) - f);
            }
        }
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.exact(this);
    }
}
