/**
 * Reads the golden arrays of {@code src/test/resources/golden} (see the README there) and compares a backend with them.
 * Uses {@code backend} and below.
 */
@NullMarked
package org.lather.golden;

import org.jspecify.annotations.NullMarked;
