package org.lather.model;

/**
 * What a fit found for one irreducible part of a tensor.
 *
 * @param lambda λ
 * @param sigma σ
 * @param index counts the parts of the same λ, from 0
 * @param weights [representative][m], m = −λ..λ, flattened
 * @param noise σ of a spherical component, in the unit of what is learnt; of totals per square root of the number of
 *     atoms
 * @param signal δ, the square root of the signal variance, in the unit of what is learnt
 */
@SuppressWarnings("ArrayRecordComponent") // a large block, not copied
public record TensorPart(int lambda, int sigma, int index, double[] weights, double noise, double signal) {}
