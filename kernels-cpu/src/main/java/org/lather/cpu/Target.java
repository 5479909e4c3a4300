package org.lather.cpu;

/** Where a product is written: element (i, j) at offset + i · stride + j. */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's memory
record Target(double[] values, int offset, int stride) {}
