/**
 * Everything that CUDA and OpenCL have in common: {@link org.lather.backend.device.DeviceBackend} does the operations
 * of a backend over the few that a {@link org.lather.backend.device.Device} offers, with device programs written once
 * in a neutral dialect ({@link org.lather.backend.device.ProgramSource}). Uses {@code backend} and below, no other
 * backend.
 */
@NullMarked
package org.lather.backend.device;

import org.jspecify.annotations.NullMarked;
