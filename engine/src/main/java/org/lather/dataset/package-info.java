/**
 * The training structures: {@link org.lather.dataset.TrainingSet} reads sizes, elements and target values in one pass,
 * and keeps the structures for later passes if they fit in memory. Uses {@code gram} and below.
 */
@NullMarked
package org.lather.dataset;

import org.jspecify.annotations.NullMarked;
