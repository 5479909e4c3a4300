/**
 * {@link org.lather.model.Trainer} makes a {@link org.lather.model.Model} of structures with targets; a model makes a
 * {@link org.lather.model.Prediction} of structures. Uses {@code options} and below.
 */
@NullMarked
package org.lather.model;

import org.jspecify.annotations.NullMarked;
