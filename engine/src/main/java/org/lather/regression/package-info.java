/**
 * The regression, from rows to weights: {@link org.lather.regression.NormalSums} adds up normal equations in one pass
 * over the structures, {@link org.lather.regression.NoiseSearch} finds the noise by cross-validation,
 * {@link org.lather.regression.RidgeFit} solves. Uses {@code basis} and below.
 */
@NullMarked
package org.lather.regression;

import org.jspecify.annotations.NullMarked;
