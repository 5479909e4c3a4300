/**
 * The front door: {@link org.lather.Lather} fits, saves and opens models. The types that it takes and gives:
 * {@link org.lather.structure.file.Structures} and {@link org.lather.structure.Structure},
 * {@link org.lather.options.Options}, {@link org.lather.backend.Backend} and {@link org.lather.backend.Backends},
 * {@link org.lather.predict.Model} and {@link org.lather.predict.Prediction}. May use everything.
 */
@NullMarked
package org.lather;

import org.jspecify.annotations.NullMarked;
