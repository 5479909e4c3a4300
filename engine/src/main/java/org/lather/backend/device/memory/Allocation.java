package org.lather.backend.device.memory;

import org.lather.backend.Ledger;
import org.lather.backend.device.Buffer;

/** A buffer of a handle in the ledger, given back once. */
public final class Allocation implements AutoCloseable {
    private final String what;
    private final Buffer buffer;
    private final Ledger ledger;
    private boolean open = true;

    Allocation(String what, Buffer buffer, Ledger ledger) {
        this.what = what;
        this.buffer = buffer;
        this.ledger = ledger;
        ledger.add(buffer.bytes());
    }

    /** @throws IllegalArgumentException if it was closed */
    public Buffer buffer() {
        if (!open) {
            throw new IllegalArgumentException(what + ": expected an open handle, got one that was closed");
        }
        return buffer;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            ledger.remove(buffer.bytes());
            buffer.close();
        }
    }
}
