package org.lather.evaluation;

/**
 * Errors e = prediction − reference of one set of values, in the unit of the values.
 *
 * @param count the number n of values; without any, the means are NaN
 * @param mae mean absolute error ⟨|e|⟩
 * @param maeStandardError standard error of {@code mae}, √(Var |e| / (n − 1)); NaN for fewer than two values
 * @param rmse root mean squared error √⟨e²⟩
 * @param max the largest |e|
 */
public record ErrorMetrics(long count, double mae, double maeStandardError, double rmse, double max) {}
