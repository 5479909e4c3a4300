/**
 * The representatives that span a sparse fit: {@link org.lather.basis.Pool} contains candidate environments,
 * {@link org.lather.basis.FarthestPointSampling} chooses among them, and {@link org.lather.basis.Whiteners} factors
 * their covariances. Uses {@code model}, {@code dataset} and below.
 */
@NullMarked
package org.lather.basis;

import org.jspecify.annotations.NullMarked;
