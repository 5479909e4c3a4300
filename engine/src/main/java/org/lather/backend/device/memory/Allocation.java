package org.lather.backend.device.memory;

import org.lather.backend.Ledger;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.Ints;
import org.lather.backend.device.program.Reals;

/** A buffer of a handle that is counted in the ledger and freed once. */
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

    /** The buffer as doubles. */
    public Doubles doubles() {
        return new Doubles(buffer());
    }

    /** The buffer as integers. */
    public Ints ints() {
        return new Ints(buffer());
    }

    /** The buffer as stored features. */
    public Reals reals() {
        return new Reals(buffer());
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
