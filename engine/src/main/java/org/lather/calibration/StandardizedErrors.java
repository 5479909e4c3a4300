package org.lather.calibration;

/**
 * Sums over errors e = prediction − reference and over their ratios e/u to the predictive standard deviations u, which
 * do not contain the noise of the reference.
 */
public final class StandardizedErrors {
    /**
     * The ratio u/δ below which u is rounding error: components that vanish by symmetry are below it by orders of
     * magnitude.
     */
    private static final double ROUNDING = 1e-6;

    private long count;
    private long uncertain;
    private double variances;
    private double ratios;

    /**
     * Adds one prediction.
     *
     * @param error e, in any unit
     * @param uncertainty u, in the unit of e
     * @param scale δ, the square root of the signal variance, in the unit of e
     */
    public void add(double error, double uncertainty, double scale) {
        add(error, uncertainty, isKnown(uncertainty, scale));
    }

    /**
     * Adds one prediction.
     *
     * @param error e, in any unit
     * @param uncertainty u, in the unit of e
     * @param known whether u is more than what a calibration made of a rounding error
     */
    public void add(double error, double uncertainty, boolean known) {
        count++;
        variances += uncertainty * uncertainty;
        if (known) {
            uncertain++;
            ratios += (error / uncertainty) * (error / uncertainty);
        }
    }

    /**
     * Whether a standard deviation is more than rounding error.
     *
     * @param scale square root of the signal variance, in the same unit
     */
    public static boolean isKnown(double uncertainty, double scale) {
        return uncertainty > ROUNDING * scale;
    }

    /** Returns the number of predictions that were added. */
    public long count() {
        return count;
    }

    /** Returns √⟨u²⟩, to be compared with the root mean squared error; NaN without predictions. */
    public double rmsUncertainty() {
        return count == 0 ? Double.NaN : Math.sqrt(variances / count);
    }

    /**
     * Returns √⟨(e/u)²⟩: 1 for calibrated uncertainties, larger for overconfident ones. Components whose u is only
     * rounding error, because they vanish by symmetry, are not counted; NaN if there are no others.
     */
    public double rmsErrorOverUncertainty() {
        return uncertain == 0 ? Double.NaN : Math.sqrt(ratios / uncertain);
    }
}
