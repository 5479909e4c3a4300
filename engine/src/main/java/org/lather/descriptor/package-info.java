/**
 * Features computed from density coefficients: {@link org.lather.descriptor.Descriptor}, its
 * {@link org.lather.descriptor.FeatureLabels}, and {@link org.lather.descriptor.FeatureGradients derivatives of
 * features}. Uses {@code density} and below.
 */
@NullMarked
package org.lather.descriptor;

import org.jspecify.annotations.NullMarked;
