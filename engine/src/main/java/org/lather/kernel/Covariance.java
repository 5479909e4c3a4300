package org.lather.kernel;

/**
 * The covariance of two environments, k(i,j) = (p_i·p_j / |p_i||p_j|)^ζ, dimensionless. It is 0 if a vector is zero, or
 * if the product is negative and ζ is not an integer; with {@link Centers#SAME} also 0 between centres of different
 * elements (Bartók, Kondor, Csányi 2013, doi:10.1103/PhysRevB.87.184115, eq. 36).
 *
 * @param zeta exponent ζ, positive
 */
public record Covariance(double zeta, Centers centers) {
    /** The pairs of centres that have a covariance. */
    public enum Centers {
        SAME,
        ANY
    }

    public Covariance {
        if (!(zeta > 0) || !Double.isFinite(zeta)) {
            throw new IllegalArgumentException("expected a positive zeta, got " + zeta);
        }
    }

    /** The derivative dk/du with respect to the cosine u, ζ u^(ζ−1). */
    public double slope(double u) {
        return zeta == 1 ? 1 : hasPower(u) ? zeta * Math.pow(u, zeta - 1) : 0;
    }

    /** The second derivative d²k/du² with respect to the cosine u, ζ (ζ−1) u^(ζ−2). */
    public double curvature(double u) {
        return zeta == 1 ? 0 : hasPower(u) ? zeta * (zeta - 1) * Math.pow(u, zeta - 2) : 0;
    }

    /** Whether the power of a cosine exists: if ζ is not an integer, only positive cosines have one. */
    private boolean hasPower(double u) {
        return u > 0 || zeta == Math.rint(zeta);
    }
}
