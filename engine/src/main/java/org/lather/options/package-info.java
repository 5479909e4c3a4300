/**
 * The options file: {@link org.lather.options.Options} is its content with every default resolved,
 * {@link org.lather.options.Unit} the units of targets. Uses {@code kernel} and below.
 */
@NullMarked
package org.lather.options;

import org.jspecify.annotations.NullMarked;
