package org.lather.execution;

/** The work was interrupted; the message says what was kept. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CancelledException(String message) {
        super(message);
    }
}
