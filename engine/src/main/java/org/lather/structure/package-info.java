/**
 * Atoms in space: {@link org.lather.structure.Structure}, {@link org.lather.structure.Cell},
 * {@link org.lather.structure.Element} and {@link org.lather.structure.Annotations} are immutable values. Files of them
 * are read and written by {@code org.lather.structure.file}. Uses nothing else of Lather.
 */
@NullMarked
package org.lather.structure;

import org.jspecify.annotations.NullMarked;
