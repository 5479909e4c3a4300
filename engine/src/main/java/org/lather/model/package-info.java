/**
 * The fitted state of a model, {@link org.lather.model.ModelParameters}, and its file,
 * {@link org.lather.model.ModelFile}. Computes nothing. Uses {@code options} and below.
 */
@NullMarked
package org.lather.model;

import org.jspecify.annotations.NullMarked;
