/**
 * Active learning: which structures of a pool to compute next. {@link org.lather.acquisition.Acquisition} proposes
 * those of which a model is least certain, each given the ones that were chosen before it. Uses {@code predict} and
 * below.
 */
@NullMarked
package org.lather.acquisition;

import org.jspecify.annotations.NullMarked;
