/**
 * Energies with forces and virial of structures: {@link org.lather.potential.Potential}, what a relaxation or a
 * molecular dynamics program needs to know of a model, and its implementation by a model,
 * {@link org.lather.potential.ModelPotential}. Uses {@code model} and below.
 */
@NullMarked
package org.lather.potential;

import org.jspecify.annotations.NullMarked;
