/**
 * Search for hyper-parameters: {@link org.lather.search.Search} scores options by their errors over held-out folds of
 * the training structures and finds the best of a {@link org.lather.search.SearchSpace}. Uses {@code training} and
 * below.
 */
@NullMarked
package org.lather.search;

import org.jspecify.annotations.NullMarked;
