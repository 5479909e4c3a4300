/**
 * The interface of what computes: {@link org.lather.backend.Backend} has the operations that training and prediction
 * call; each returns a handle to data that stay where they were computed. {@link org.lather.backend.Backends} finds and
 * opens them. Uses {@code kernel} and below.
 */
@NullMarked
package org.lather.backend;

import org.jspecify.annotations.NullMarked;
