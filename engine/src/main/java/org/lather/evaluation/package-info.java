/**
 * Errors of predictions: {@link org.lather.evaluation.ErrorStatistics} of one target, and
 * {@link org.lather.evaluation.LearningCurve}, the errors of models of more and more training structures. Uses
 * {@code model} and below.
 */
@NullMarked
package org.lather.evaluation;

import org.jspecify.annotations.NullMarked;
