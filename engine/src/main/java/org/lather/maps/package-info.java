/**
 * Maps of structures or atoms: few coordinates that keep what the kernel says about distances or a target. Linear maps
 * are {@link org.lather.maps.KernelPca} and {@link org.lather.maps.Pcovr}, the other one is
 * {@link org.lather.maps.SketchMap}. {@link org.lather.maps.MapRun} computes a map of structures from options. Uses the
 * packages up to {@code describe}.
 */
@NullMarked
package org.lather.maps;

import org.jspecify.annotations.NullMarked;
