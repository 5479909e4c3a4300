/**
 * The operations of a backend on any device: each computes its arguments on the host, launches device programs or the
 * vendor's algebra, and leaves its result in a handle. Uses {@code backend.device.memory} and below.
 */
@NullMarked
package org.lather.backend.device.op;

import org.jspecify.annotations.NullMarked;
