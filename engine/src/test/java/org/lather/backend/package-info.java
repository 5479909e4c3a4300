/**
 * What every backend must do: {@link org.lather.backend.BackendContract} is subclassed once for a backend and a
 * precision. Uses {@code golden}.
 */
@NullMarked
package org.lather.backend;

import org.jspecify.annotations.NullMarked;
