package org.lather.backend;

/** Counts the bytes that are held, now and at most: what the memory estimate is compared with. */
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

    /** Forgets the peak: from now on it is what is held at most after this. */
    public synchronized void resetPeak() {
        peak = held;
    }
}
