/**
 * Training: {@link org.lather.training.Trainer} fits a model to structures with targets, step by step. Uses
 * {@code calibration} and below.
 */
@NullMarked
package org.lather.training;

import org.jspecify.annotations.NullMarked;
