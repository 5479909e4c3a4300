/**
 * Array files that other programs can read: safetensors ({@link org.lather.arrayfile.SafetensorsReader}), .npy and .npz
 * ({@link org.lather.arrayfile.NpyWriter}, {@link org.lather.arrayfile.NpzWriter}). Uses {@code structure}.
 */
@NullMarked
package org.lather.arrayfile;

import org.jspecify.annotations.NullMarked;
