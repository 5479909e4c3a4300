/**
 * From sums to weights: {@link org.lather.solve.Whiteners} factors K_MM, {@link org.lather.solve.RidgeFit} solves the
 * whitened normal equations, {@link org.lather.solve.NoiseSearch} finds the noise by cross-validation. Uses
 * {@code gram} and below.
 */
@NullMarked
package org.lather.solve;

import org.jspecify.annotations.NullMarked;
