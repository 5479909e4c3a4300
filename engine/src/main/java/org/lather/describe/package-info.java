/**
 * Features of atoms without a model: {@link org.lather.describe.Describer} computes the representations of a
 * {@link org.lather.describe.FeatureRequest}, with their gradients if requested, into
 * {@linkplain org.lather.describe.FeatureArrays arrays} or into files in {@linkplain org.lather.describe.FeatureFormat
 * formats} of numpy and metatensor. Columns are in featomic's order. Uses {@code basis} and below.
 */
@NullMarked
package org.lather.describe;

import org.jspecify.annotations.NullMarked;
