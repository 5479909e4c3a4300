package org.lather.backend;

/**
 * How far two backends may differ: by rounding, which follows from the precision of stored features and the lengths of
 * sums. All are absolute errors of values whose natural scale the caller gives.
 */
public final class Tolerance {
    /** Half the distance from 1 to the next double, float. */
    private static final double DOUBLE = 0x1p-53;

    private static final double SINGLE = 0x1p-24;

    private final double storage;

    private Tolerance(double storage) {
        this.storage = storage;
    }

    public static Tolerance of(Precision precision) {
        return new Tolerance(precision == Precision.SINGLE ? SINGLE : DOUBLE);
    }

    /** A feature as stored, a sum of {@code terms} products of polynomials of some ten steps each. */
    public double feature(double scale, int terms) {
        return scale * (16 * storage + DOUBLE * (256 + 4 * terms));
    }

    /** A covariance of stored features that are equal in both: only the scalar product and the power are rounded. */
    public static double covariance(int columns, double zeta) {
        return sum(Math.max(1, zeta), columns);
    }

    /** A covariance of features that were computed: their errors are independent and enter ζ times. */
    public double computedCovariance(int columns, double zeta) {
        return covariance(columns, zeta) + zeta * 2 * feature(1, 64);
    }

    /** A sum in double, {@code scale} the sum of the magnitudes of its terms. */
    public static double sum(double scale, int terms) {
        return scale * DOUBLE * (16 + 2 * terms);
    }
}
