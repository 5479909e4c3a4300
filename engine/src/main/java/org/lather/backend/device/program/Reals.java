package org.lather.backend.device.program;

import org.lather.backend.device.Buffer;

/** Stored features: doubles, or floats in single precision, on a device, {@code real} of the neutral dialect. */
public record Reals(Buffer buffer) {}
