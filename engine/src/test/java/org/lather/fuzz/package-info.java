/** Inputs that are changed at random, for all parsers and wire formats. */
@NullMarked
package org.lather.fuzz;

import org.jspecify.annotations.NullMarked;
