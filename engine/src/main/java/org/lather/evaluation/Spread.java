package org.lather.evaluation;

/**
 * How widely the references of a set of values are spread, in the unit of the values.
 *
 * @param std population standard deviation of the references; NaN without any
 * @param stdBaseline population standard deviation of the references after all baselines are subtracted
 */
public record Spread(double std, double stdBaseline) {}
