package org.lather.backend.device;

/** A buffer in the memory of a device. */
public non-sealed interface Buffer extends Argument, AutoCloseable {
    long bytes();

    @Override
    default <R> R match(Cases<R> cases) {
        return cases.buffer(this);
    }

    /** Frees the memory when all enqueued commands are done; a second call has no effect. */
    @Override
    void close();
}
