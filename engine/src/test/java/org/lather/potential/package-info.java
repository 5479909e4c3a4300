/** Potentials with closed formulas, for tests of what uses one. */
@NullMarked
package org.lather.potential;

import org.jspecify.annotations.NullMarked;
