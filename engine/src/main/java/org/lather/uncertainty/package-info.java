/** Predictive variances of a Gaussian process and of its derivatives. Uses {@code basis} and below. */
@NullMarked
package org.lather.uncertainty;

import org.jspecify.annotations.NullMarked;
