package org.lather.backend;

import org.lather.kernel.Covariance;

/**
 * Weighted sums of covariances with representatives, ε_ti = weight Σ_j w_tj k(x_i, z_j), for targets t.
 *
 * @param weight weight of the term of the kernel
 * @param weights w, [target][representative]
 * @param cached whether the backend may cache representatives in the form in which it multiplies them, see
 *     {@link Backend#cachedBytes}; results are the same bits without, but each call prepares them again
 */
@SuppressWarnings("ArrayRecordComponent") // views of the caller's memory
public record CovarianceSums(Covariance covariance, double weight, double[][] weights, boolean cached) {}
