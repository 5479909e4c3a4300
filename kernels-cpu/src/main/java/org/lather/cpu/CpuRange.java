package org.lather.cpu;

import org.lather.backend.Range;

/** Environments {@code from} to {@code to} of a batch of this backend. */
record CpuRange(CpuBatch batch, int from, int to) {
    static CpuRange of(Range range) {
        return new CpuRange((CpuBatch) range.batch(), range.from(), range.to());
    }

    /** The number of environments. */
    int size() {
        return to - from;
    }
}
