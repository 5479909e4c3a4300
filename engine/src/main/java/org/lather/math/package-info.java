/** Special functions, extended-precision arithmetic and sums, one family in each file. Uses no other package. */
@NullMarked
package org.lather.math;

import org.jspecify.annotations.NullMarked;
