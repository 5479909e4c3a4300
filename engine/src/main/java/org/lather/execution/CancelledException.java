package org.lather.execution;

import org.lather.error.LatherException;

/** Thrown if a computation was cancelled; the message says what was kept. */
public final class CancelledException extends LatherException {
    private static final long serialVersionUID = 1;

    public CancelledException(String message) {
        super(message);
    }
}
