/**
 * The atom density around a centre and its expansion on radial functions and spherical harmonics:
 * {@link org.lather.density.DensityExpansion} contains the hyper-parameters, {@link org.lather.density.RadialIntegrals}
 * gives their {@link org.lather.density.RadialIntegral}, and {@link org.lather.density.Channels} the axis to which
 * elements are mapped. Uses {@code math}, {@code structure}.
 */
@NullMarked
package org.lather.density;

import org.jspecify.annotations.NullMarked;
