/** Pairs of atoms within a cutoff, periodic images included. Uses {@code structure}. */
@NullMarked
package org.lather.neighbour;

import org.jspecify.annotations.NullMarked;
