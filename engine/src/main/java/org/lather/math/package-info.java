/** Special functions and extended-precision arithmetic, one family a file. Uses nothing else of Lather. */
@NullMarked
package org.lather.math;

import org.jspecify.annotations.NullMarked;
