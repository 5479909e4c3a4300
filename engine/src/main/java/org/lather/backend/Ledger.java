package org.lather.backend;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the bytes of a backend in use and their peak, with which the memory estimate is compared, and holds the lock
 * of the thread that calls the backend.
 */
public final class Ledger {
    private final ReentrantLock turn = new ReentrantLock();
    private long held;
    private long peak;

    /** The lock that a thread holds while it calls the backend, if other threads may call it, too. */
    public ReentrantLock turn() {
        return turn;
    }

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
