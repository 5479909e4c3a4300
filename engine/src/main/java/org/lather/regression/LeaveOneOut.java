package org.lather.regression;

/**
 * Errors of a full Gaussian process at each of its rows if that row alone is left out (Rasmussen, Williams 2006,
 * equations 5.10 to 5.12).
 *
 * @param residuals reference minus prediction, [row]
 * @param deviations standard deviations of the posterior without noise in units of δ, [row]
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record LeaveOneOut(double[] residuals, double[] deviations) {
    /** No rows. */
    public static final LeaveOneOut NONE = new LeaveOneOut(new double[0], new double[0]);
}
