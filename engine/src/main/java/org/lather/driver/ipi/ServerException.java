package org.lather.driver.ipi;

/** A server that is not there, vanished, or does not speak the protocol. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ServerException(String message) {
        super(message);
    }
}
