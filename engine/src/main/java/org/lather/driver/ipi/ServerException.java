package org.lather.driver.ipi;

/** Thrown if a server is not available, disappeared, or does not speak the protocol. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ServerException(String message) {
        super(message);
    }
}
