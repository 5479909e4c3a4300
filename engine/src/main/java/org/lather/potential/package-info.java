/**
 * Energies with forces and virial of structures: {@link org.lather.potential.Potential}, what a relaxation or a
 * molecular-dynamics program needs to know of a model, and {@link org.lather.potential.ModelPotential}, a model seen
 * that way. Uses {@code model} and below.
 */
@NullMarked
package org.lather.potential;

import org.jspecify.annotations.NullMarked;
