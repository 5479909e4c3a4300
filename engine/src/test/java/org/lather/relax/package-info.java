/** Tests of the package. */
@NullMarked
package org.lather.relax;

import org.jspecify.annotations.NullMarked;
