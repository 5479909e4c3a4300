/**
 * Failures and warnings of the library. {@link org.lather.error.LatherException} is the supertype of all exceptions
 * that it throws on purpose, but for {@link java.lang.IllegalArgumentException}, a mistake in a call, and
 * {@link java.io.IOException}. A {@link org.lather.error.Warning} is part of the result that it is about. Each of both
 * says what is wrong, its {@linkplain org.lather.error.Curable#fact() fact}, and what helps, its
 * {@linkplain org.lather.error.Curable#cures() cures}, in which settings are data, so that each front spells them as
 * its users do. Uses no other package.
 */
@NullMarked
package org.lather.error;

import org.jspecify.annotations.NullMarked;
