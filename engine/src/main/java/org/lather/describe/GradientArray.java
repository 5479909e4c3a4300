package org.lather.describe;

/**
 * Derivatives of features with respect to one variable, line after line. A line is the derivative of the features of
 * one environment with respect to the position of one atom, [3], or to the strain or the cell, [3][3].
 *
 * @param values [line][axis...]([2 λ + 1])[feature], flattened, the last index fastest; 1/Å for positions and cell
 * @param sample the number of the environment of each line among all, from 0
 * @param system the number of the structure of each line, from 0
 * @param atom the atom that moves, from 0 within its structure; the centre of the environment for strain and cell
 */
@SuppressWarnings("ArrayRecordComponent") // large, not copied
public record GradientArray(double[] values, int[] sample, int[] system, int[] atom) {}
