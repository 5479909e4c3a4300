/**
 * The atom density around a centre and its expansion on radial functions and spherical harmonics:
 * {@link org.lather.density.DensityExpansion} holds the hyper-parameters, {@link org.lather.density.RadialIntegrals}
 * gives their {@link org.lather.density.RadialIntegral}, {@link org.lather.density.Channels} the axis that elements are
 * mapped to. Uses {@code math}, {@code structure}.
 */
@NullMarked
package org.lather.density;

import org.jspecify.annotations.NullMarked;
