/**
 * Relaxation of atoms and cells: {@link org.lather.relax.Relaxer} lowers the energy of a
 * {@link org.lather.potential.Potential} until forces and stress are small. Uses {@code potential} and below.
 */
@NullMarked
package org.lather.relax;

import org.jspecify.annotations.NullMarked;
