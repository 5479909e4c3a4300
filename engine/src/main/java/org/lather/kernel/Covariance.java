package org.lather.kernel;

/**
 * Covariance of two environments, k(i,j) = (p_i·p_j / |p_i||p_j|)^ζ, dimensionless, 0 where a vector is zero, or where
 * the product is negative and ζ no integer; with {@link Centers#SAME} also 0 between centres of different elements
 * (Bartók, Kondor, Csányi 2013, doi:10.1103/PhysRevB.87.184115, eq. 36).
 *
 * @param zeta ζ, positive
 */
public record Covariance(double zeta, Centers centers) {
    /** Which pairs of centres have a covariance. */
    public enum Centers {
        SAME,
        ANY
    }

    public Covariance {
        if (!(zeta > 0) || !Double.isFinite(zeta)) {
            throw new IllegalArgumentException("expected a positive zeta, got " + zeta);
        }
    }

    /** dk/du of the cosine u, ζ u^(ζ−1). */
    public double slope(double u) {
        return zeta == 1 ? 1 : hasPower(u) ? zeta * Math.pow(u, zeta - 1) : 0;
    }

    /** d²k/du² of the cosine u, ζ (ζ−1) u^(ζ−2). */
    public double curvature(double u) {
        return zeta == 1 ? 0 : hasPower(u) ? zeta * (zeta - 1) * Math.pow(u, zeta - 2) : 0;
    }

    /** Where ζ is no integer, a cosine that is not positive has none. */
    private boolean hasPower(double u) {
        return u > 0 || zeta == Math.rint(zeta);
    }
}
