package org.lather.model;

/**
 * The relation u = α σ^γ between a computed standard deviation σ and the predictive one u (Musil et al. 2019,
 * doi:10.1021/acs.jctc.8b00959, eq. 20). Of totals, both are per square root of the number of atoms.
 *
 * @param scale α, in the unit of σ to the power 1 − γ
 * @param exponent γ
 * @param largest the largest σ of a structure that was held out, for which the relation was found; NaN if not known
 */
public record Calibration(double scale, double exponent, double largest) {
    /** The relation u = σ. */
    public static final Calibration NONE = new Calibration(1, 1);

    /** @throws IllegalArgumentException if the scale is not positive, or the exponent is not finite */
    public Calibration {
        if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(exponent)) {
            throw new IllegalArgumentException(
                    "expected a positive scale and a finite exponent, got " + scale + " and " + exponent);
        }
    }

    /** The relation u = α σ. */
    public static Calibration ofScale(double scale) {
        return new Calibration(scale, 1);
    }

    /** Creates a relation of which it is not known how far it reaches. */
    public Calibration(double scale, double exponent) {
        this(scale, exponent, Double.NaN);
    }

    /** A copy that was found for deviations up to the given one. */
    public Calibration upTo(double sigma) {
        return new Calibration(scale, exponent, sigma);
    }

    /**
     * Returns u.
     *
     * @param sigma σ of a row
     * @param unit the number by which σ and u are divided where the relation holds: of totals √N, otherwise 1
     */
    public double of(double sigma, double unit) {
        return exponent == 1 || sigma == 0 ? scale * sigma : scale * Math.pow(sigma / unit, exponent) * unit;
    }
}
