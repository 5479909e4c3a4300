/**
 * Pairs of atoms within a cutoff, periodic images included, and atoms equivalent by symmetry. Uses {@code structure}.
 */
@NullMarked
package org.lather.neighbour;

import org.jspecify.annotations.NullMarked;
