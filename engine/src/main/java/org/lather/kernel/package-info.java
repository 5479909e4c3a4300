/**
 * Covariance kernels between environments and their reduction to structures: what they are, not how they are computed.
 * Uses {@code descriptor} and below.
 */
@NullMarked
package org.lather.kernel;

import org.jspecify.annotations.NullMarked;
