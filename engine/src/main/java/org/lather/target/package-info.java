/**
 * Targets, the properties that are learnt: {@link org.lather.target.Target} with its quantity, unit, derivatives and
 * tensor form, and baselines and noise as the options declare them. Uses {@code density} and below.
 */
@NullMarked
package org.lather.target;

import org.jspecify.annotations.NullMarked;
