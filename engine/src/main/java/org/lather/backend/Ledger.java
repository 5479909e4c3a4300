package org.lather.backend;

/** Counts the bytes in use and their peak, with which the memory estimate is compared. */
public final class Ledger {
    private long held;
    private long peak;

    public synchronized void add(long bytes) {
        held += bytes;
        peak = Math.max(peak, held);
    }

    public synchronized void remove(long bytes) {
        held -= bytes;
    }

    public synchronized long heldBytes() {
        return held;
    }

    public synchronized long peakBytes() {
        return peak;
    }

    /** Resets the peak to the number of bytes in use now. */
    public synchronized void resetPeak() {
        peak = held;
    }
}
