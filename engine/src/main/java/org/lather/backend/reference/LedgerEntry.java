package org.lather.backend.reference;

import org.lather.backend.Ledger;

/** The bytes of one handle in the ledger, which are released once. */
final class LedgerEntry {
    private final String what;
    private final Ledger ledger;
    private long bytes;
    private boolean released;

    LedgerEntry(String what, Ledger ledger, long bytes) {
        this.what = what;
        this.ledger = ledger;
        this.bytes = bytes;
        ledger.add(bytes);
    }

    void resize(long newBytes) {
        ledger.add(newBytes);
        ledger.remove(bytes);
        bytes = newBytes;
    }

    /** @throws IllegalArgumentException if the handle was released */
    void check() {
        if (released) {
            throw new IllegalArgumentException(what + ": expected an open handle, got one that was closed");
        }
    }

    /** Returns whether this was the first time. */
    boolean release() {
        if (released) {
            return false;
        }
        released = true;
        ledger.remove(bytes);
        return true;
    }
}
