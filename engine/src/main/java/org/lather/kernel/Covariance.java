package org.lather.kernel;

/**
 * The covariance of two environments, k(i,j) = (p_i·p_j / n_i n_j)^ζ, dimensionless, with n = |p| for all vectors but
 * faint ones. It is 0 if a vector is zero, or if the product is negative and ζ is not an integer; with
 * {@link Centers#SAME} also 0 between centres of different elements (Bartók, Kondor, Csányi 2013,
 * doi:10.1103/PhysRevB.87.184115, eq. 36).
 *
 * <p>The direction p/|p| of an environment whose last neighbour leaves the cutoff has no limit if the centre itself has
 * no density. Therefore n² = |p|² only for |p|² ≥ {@link #FAINT}, and n² = (FAINT + |p|⁴/FAINT)/2 below: n and its
 * slope are continuous, and p/n vanishes with p. With a centre of weight 1 no vector is faint.
 *
 * @param zeta exponent ζ, positive
 */
public record Covariance(double zeta, Centers centers) {
    /** With a larger exponent only equal environments would have a covariance. */
    private static final double LARGEST_ZETA = 10_000;

    /** The pairs of centres that have a covariance. */
    public enum Centers {
        SAME,
        ANY
    }

    /** @throws IllegalArgumentException if the exponent is not positive and finite */
    public Covariance {
        if (!(zeta > 0) || !Double.isFinite(zeta)) {
            throw new IllegalArgumentException("expected a positive zeta, got " + zeta);
        }
        if (zeta > LARGEST_ZETA) {
            throw new IllegalArgumentException("expected a zeta of at most " + (int) LARGEST_ZETA + ", got " + zeta);
        }
    }

    /** The square of a norm below which a vector is faint: that of few neighbours, all close to the cutoff. */
    public static final double FAINT = 1e-6;

    /**
     * The number n by which a vector p is divided.
     *
     * @param square |p|²
     */
    public static double norm(double square) {
        return Math.sqrt(square >= FAINT ? square : 0.5 * (FAINT + square * square / FAINT));
    }

    /**
     * The derivative d(n²)/d(|p|²): 1, and |p|²/FAINT for a faint vector.
     *
     * @param norm n
     */
    public static double normSlope(double norm) {
        double square = norm * norm;
        return square >= FAINT ? 1 : Math.sqrt(Math.max(0, 2 * square / FAINT - 1));
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
