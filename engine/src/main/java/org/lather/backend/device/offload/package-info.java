/**
 * Backends and dense algebra that offload their work to devices of one type:
 * {@link org.lather.backend.device.offload.DeviceBackend}. Uses {@code backend.device.op} and below.
 */
@NullMarked
package org.lather.backend.device.offload;

import org.jspecify.annotations.NullMarked;
