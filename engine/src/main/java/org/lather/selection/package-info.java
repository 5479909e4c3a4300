/**
 * Greedy selection of points, which are the rows or the columns of a matrix: {@link org.lather.selection.Selector} is
 * farthest point sampling, CUR, their forms that take targets into account, or a random draw. Uses {@code execution}
 * and below.
 */
@NullMarked
package org.lather.selection;

import org.jspecify.annotations.NullMarked;
