/** Tests of the package. */
@NullMarked
package org.lather.driver.ipi;

import org.jspecify.annotations.NullMarked;
