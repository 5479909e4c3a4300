package org.lather.backend.device.program;

import org.lather.backend.device.Buffer;

/** Integers on a device, {@code int} of the neutral dialect. */
public record Ints(Buffer buffer) {}
