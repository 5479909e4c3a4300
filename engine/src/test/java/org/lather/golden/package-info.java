/** Reads the golden arrays of {@code src/test/resources/golden} (see the README there). Uses nothing else of Lather. */
@NullMarked
package org.lather.golden;

import org.jspecify.annotations.NullMarked;
