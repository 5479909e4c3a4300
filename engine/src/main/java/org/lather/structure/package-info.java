/**
 * Structures of atoms: {@link org.lather.structure.Structure}, {@link org.lather.structure.Cell},
 * {@link org.lather.structure.Element} and {@link org.lather.structure.Annotations} are immutable values. They are read
 * and written by {@code org.lather.structure.file}. Uses no other package.
 */
@NullMarked
package org.lather.structure;

import org.jspecify.annotations.NullMarked;
