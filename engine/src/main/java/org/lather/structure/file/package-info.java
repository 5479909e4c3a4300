/**
 * Files of structures: {@link org.lather.structure.file.Structures} streams them from extended XYZ and POSCAR,
 * {@link org.lather.structure.file.ExtendedXyzWriter} writes them, {@link org.lather.structure.file.AtomicFile} makes
 * files that are complete or not there. Uses {@code org.lather.structure} and nothing else of Lather.
 */
@NullMarked
package org.lather.structure.file;

import org.jspecify.annotations.NullMarked;
