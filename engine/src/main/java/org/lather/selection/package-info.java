/**
 * Which environments represent the others: {@link org.lather.selection.Pool} holds candidates,
 * {@link org.lather.selection.FarthestPointSampling} chooses among them. Uses {@code gram} and below.
 */
@NullMarked
package org.lather.selection;

import org.jspecify.annotations.NullMarked;
