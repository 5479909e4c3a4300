/**
 * The readable truth: every operation in plain loops, one thread, formula by formula. What other backends are compared
 * with.
 */
@NullMarked
package org.lather.backend.reference;

import org.jspecify.annotations.NullMarked;
