/**
 * Electron densities in a basis of atom-centred functions: {@link org.lather.electrons.AuxiliaryBasis} holds the
 * functions, {@link org.lather.electrons.Overlaps} their scalar products, {@link org.lather.electrons.Moments} the
 * integrals of a density, {@link org.lather.electrons.DensityValues} its values;
 * {@link org.lather.electrons.DensityTraining} learns densities, {@link org.lather.electrons.DensityModel} predicts
 * them. Uses {@code regression} and below.
 */
@NullMarked
package org.lather.electrons;

import org.jspecify.annotations.NullMarked;
