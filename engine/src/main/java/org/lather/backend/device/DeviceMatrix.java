package org.lather.backend.device;

/**
 * A row-major matrix of doubles on a device: element (i, j) is at offset + i · stride + j.
 *
 * @param offset in doubles, not bytes
 * @param stride in doubles, at least the number of columns
 */
public record DeviceMatrix(Buffer buffer, long offset, int stride) {}
