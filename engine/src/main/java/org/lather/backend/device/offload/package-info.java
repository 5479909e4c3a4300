/**
 * Backends and dense algebra that offload their work to devices:
 * {@link org.lather.backend.device.offload.DeviceBackend} for one device,
 * {@link org.lather.backend.device.offload.DeviceGroup} for several of one kind. Uses {@code backend.device.op} and
 * below.
 */
@NullMarked
package org.lather.backend.device.offload;

import org.jspecify.annotations.NullMarked;
