/**
 * What computes: {@link org.lather.backend.Backend} is the small set of operations that the scheduler calls; each
 * returns a handle that stays where it was computed. {@link org.lather.backend.Backends} finds and opens them. Uses
 * {@code kernel} and below.
 */
@NullMarked
package org.lather.backend;

import org.jspecify.annotations.NullMarked;
