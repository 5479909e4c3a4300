/** Tests of the reference backend. */
@NullMarked
package org.lather.backend.reference;

import org.jspecify.annotations.NullMarked;
