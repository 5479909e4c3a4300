package org.lather.regression;

/**
 * Errors of a full Gaussian process at some of its rows if each, or all rows of its structure, are left out (Rasmussen,
 * Williams 2006, equations 5.10 to 5.12).
 *
 * @param rows structures, or atoms for targets of atoms
 * @param residuals reference minus prediction, [i]
 * @param deviations standard deviations without noise in units of δ, of the posterior or of a committee, [i]
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record LeaveOneOut(int[] rows, double[] residuals, double[] deviations) {
    /** No rows. */
    public static final LeaveOneOut NONE = new LeaveOneOut(new int[0], new double[0], new double[0]);
}
