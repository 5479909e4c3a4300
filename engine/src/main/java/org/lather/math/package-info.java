/** Special functions and extended-precision arithmetic, one family in each file. Uses no other package. */
@NullMarked
package org.lather.math;

import org.jspecify.annotations.NullMarked;
