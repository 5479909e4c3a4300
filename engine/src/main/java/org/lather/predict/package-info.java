/**
 * A {@link org.lather.predict.Model} makes a {@link org.lather.predict.Prediction} of each structure: values, forces,
 * virials and stress, with uncertainties. Uses {@code uncertainty} and below.
 */
@NullMarked
package org.lather.predict;

import org.jspecify.annotations.NullMarked;
