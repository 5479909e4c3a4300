/** Tests of the neighbour list. */
@NullMarked
package org.lather.neighbour;

import org.jspecify.annotations.NullMarked;
