package org.lather.potential;

import org.lather.error.LatherException;

/** Thrown for a numerical failure: a prediction that is not finite, or a search that does not converge. */
public final class NumericalException extends LatherException {
    private static final long serialVersionUID = 1;

    public NumericalException(String message) {
        super(message);
    }
}
