/**
 * Classification of structures: {@link org.lather.classification.ClassifierTraining} fits support vector machines to
 * kernels of structures, {@link org.lather.classification.ClassifierModel} predicts classes and probabilities. Uses
 * {@code match}, {@code dataset}, {@code regression} and below.
 */
@NullMarked
package org.lather.classification;

import org.jspecify.annotations.NullMarked;
