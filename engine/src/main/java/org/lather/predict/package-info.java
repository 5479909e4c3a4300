/**
 * Predictions: a {@link org.lather.predict.Model} computes a {@link org.lather.predict.Prediction} of each structure,
 * with values, forces, virials and stress, and uncertainties. Uses {@code uncertainty} and below.
 */
@NullMarked
package org.lather.predict;

import org.jspecify.annotations.NullMarked;
