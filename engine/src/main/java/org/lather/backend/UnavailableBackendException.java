package org.lather.backend;

/** A backend that was asked for by name does not work here. */
public final class UnavailableBackendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnavailableBackendException(String message) {
        super(message);
    }
}
