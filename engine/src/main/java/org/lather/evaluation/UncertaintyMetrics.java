package org.lather.evaluation;

/**
 * Errors e compared with predictive standard deviations u, which do not contain the noise of the reference.
 *
 * @param count the number of predictions with a standard deviation
 * @param rms √⟨u²⟩, to be compared with the root mean squared error
 * @param rmsErrorOverUncertainty √⟨(e/u)²⟩: 1 for calibrated uncertainties, larger for overconfident ones; NaN where
 *     symmetry makes all components vanish
 */
public record UncertaintyMetrics(long count, double rms, double rmsErrorOverUncertainty) {}
