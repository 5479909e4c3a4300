package org.lather.execution;

import org.lather.error.LatherException;

/** The work was interrupted; the message says what was kept. */
public final class CancelledException extends LatherException {
    private static final long serialVersionUID = 1;

    public CancelledException(String message) {
        super(message);
    }
}
