package org.lather.model;

/**
 * The relation u² = (α σ^γ)² + β² between a computed standard deviation σ and the predictive one u: that of Musil et
 * al. 2019 (doi:10.1021/acs.jctc.8b00959, eq. 20), and an error that does not depend on σ, such as that of the
 * references. Of totals, u, σ and β are per square root of the number of atoms.
 *
 * @param scale α, in the unit of σ to the power 1 − γ
 * @param exponent γ
 * @param floor β, in the unit of σ, 0 or more
 * @param largest the largest σ of a structure that was held out, for which the relation was found; NaN if not known
 */
public record Calibration(double scale, double exponent, double floor, double largest) {
    /** The relation u = σ. */
    public static final Calibration NONE = ofScale(1);

    /** The part of the largest σ below which σ is rounding error, of what vanishes by symmetry. */
    private static final double ROUNDING = 1e-6;

    /** @throws IllegalArgumentException if the scale is not positive, or the exponent or the floor is not finite */
    public Calibration {
        if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(exponent)) {
            throw new IllegalArgumentException(
                    "expected a positive scale and a finite exponent, got " + scale + " and " + exponent);
        }
        if (!(floor >= 0) || !Double.isFinite(floor)) {
            throw new IllegalArgumentException("expected a floor of 0 or more, got " + floor);
        }
    }

    /** The relation u = α σ. */
    public static Calibration ofScale(double scale) {
        return new Calibration(scale, 1, 0, Double.NaN);
    }

    /** A copy that was found for deviations up to the given one. */
    public Calibration upTo(double sigma) {
        return new Calibration(scale, exponent, floor, sigma);
    }

    /** Whether u is α σ. */
    public boolean isScale() {
        return exponent == 1 && floor == 0;
    }

    /**
     * Returns u.
     *
     * @param sigma σ of a row
     * @param unit the number by which σ and u are divided where the relation holds: of totals √N, otherwise 1
     */
    public double of(double sigma, double unit) {
        if ((exponent == 1 && !hasFloor(sigma / unit)) || sigma == 0) {
            return scale * sigma;
        }
        double learnt = scale * Math.pow(sigma / unit, exponent);
        return (hasFloor(sigma / unit) ? Math.hypot(learnt, floor) : learnt) * unit;
    }

    private boolean hasFloor(double sigma) {
        return floor > 0 && !(sigma <= ROUNDING * largest);
    }
}
