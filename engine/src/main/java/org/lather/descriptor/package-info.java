/**
 * What is computed from the density coefficients: {@link org.lather.descriptor.Descriptor}, its
 * {@link org.lather.descriptor.FeatureLabels} and its {@link org.lather.descriptor.Hypers hyper-parameters} in
 * featomic's names. Uses {@code density} and below.
 */
@NullMarked
package org.lather.descriptor;

import org.jspecify.annotations.NullMarked;
