/**
 * Errors of predictions. {@link org.lather.evaluation.Evaluation} predicts structures and compares them with their
 * references, {@link org.lather.evaluation.Metrics} is the content of a metrics file,
 * {@link org.lather.evaluation.PredictionAnnotations} puts predictions beside what a structure carries, and
 * {@link org.lather.evaluation.LearningCurve} has the errors of models of more and more training structures. Uses
 * {@code model} and below.
 */
@NullMarked
package org.lather.evaluation;

import org.jspecify.annotations.NullMarked;
