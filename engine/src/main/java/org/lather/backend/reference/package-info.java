/**
 * The reference backend: every operation in plain loops on one thread, formula by formula. Other backends are compared
 * with it. Uses {@code backend}.
 */
@NullMarked
package org.lather.backend.reference;

import org.jspecify.annotations.NullMarked;
