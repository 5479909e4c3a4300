package org.lather.backend.device.program;

import org.lather.backend.device.Buffer;

/** Doubles on a device, {@code accum} of the neutral dialect. */
public record Doubles(Buffer buffer) {}
