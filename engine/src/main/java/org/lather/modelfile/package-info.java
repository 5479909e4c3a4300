/**
 * Models in files: {@link org.lather.modelfile.ModelFile} writes and reads one self-describing safetensors file. Uses
 * {@code model} and below.
 */
@NullMarked
package org.lather.modelfile;

import org.jspecify.annotations.NullMarked;
