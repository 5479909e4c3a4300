/**
 * Atoms in space: {@link org.lather.structure.Structure}, {@link org.lather.structure.Cell} and
 * {@link org.lather.structure.Element} are immutable values; {@link org.lather.structure.Structures} streams them from
 * files, {@link org.lather.structure.ExtendedXyzWriter} writes them, {@link org.lather.structure.AtomicFile} makes
 * files that are complete or not there. Uses nothing else of Lather.
 */
@NullMarked
package org.lather.structure;

import org.jspecify.annotations.NullMarked;
