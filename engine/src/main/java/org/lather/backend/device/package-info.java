/**
 * The interfaces that CUDA and OpenCL implement: a {@link org.lather.backend.device.Device} with its memory, its queue
 * and, where the vendor has it, dense algebra; and device programs, written once in a neutral dialect
 * ({@link org.lather.backend.device.ProgramSource}). Uses {@code backend} and below, but none of its subpackages.
 */
@NullMarked
package org.lather.backend.device;

import org.jspecify.annotations.NullMarked;
