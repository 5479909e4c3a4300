package org.lather.describe;

/**
 * The numbers of features that were computed.
 *
 * @param environments atoms; each has one row, or 2 λ + 1 rows of tensors
 * @param features columns of a row
 */
public record FeatureCounts(long environments, int features) {}
