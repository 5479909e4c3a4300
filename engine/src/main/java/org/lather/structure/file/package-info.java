/**
 * Files of structures: {@link org.lather.structure.file.Structures} streams them from extended XYZ, POSCAR and magres,
 * {@link org.lather.structure.file.ExtendedXyzWriter} writes them, and {@link org.lather.structure.file.AtomicFile}
 * writes files that are either complete or absent. Uses {@code structure}.
 */
@NullMarked
package org.lather.structure.file;

import org.jspecify.annotations.NullMarked;
