package org.lather.backend.device;

/** Memory of a device. */
public non-sealed interface Buffer extends Argument, AutoCloseable {
    long bytes();

    /** Gives it back, once what is enqueued is done; a second call does nothing. */
    @Override
    void close();
}
