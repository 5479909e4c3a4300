/** Tests of the package. */
@NullMarked
package org.lather.driver;

import org.jspecify.annotations.NullMarked;
