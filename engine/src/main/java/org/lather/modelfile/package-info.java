/**
 * Files that outlive the program and that other programs read: {@link org.lather.modelfile.SafetensorsWriter} and
 * {@link org.lather.modelfile.SafetensorsReader} for models, {@link org.lather.modelfile.NpyWriter} and
 * {@link org.lather.modelfile.NpzWriter} for features. All are written under a temporary name and renamed when they are
 * complete. Uses {@code model} and below.
 */
@NullMarked
package org.lather.modelfile;

import org.jspecify.annotations.NullMarked;
