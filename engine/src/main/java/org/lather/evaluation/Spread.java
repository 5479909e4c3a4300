package org.lather.evaluation;

/**
 * The spread of the references of a set of values, in the unit of the values.
 *
 * @param std population standard deviation of the references; NaN without any
 * @param stdBaseline population standard deviation of the references after all baselines are subtracted
 */
public record Spread(double std, double stdBaseline) {}
