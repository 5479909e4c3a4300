/**
 * What is computed from the density coefficients: {@link org.lather.descriptor.Descriptor} and its feature labels. Uses
 * {@code density} and below.
 */
@NullMarked
package org.lather.descriptor;

import org.jspecify.annotations.NullMarked;
