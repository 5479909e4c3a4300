package org.lather.potential;

/** Thrown for a numerical failure: a prediction that is not finite, or a search that does not converge. */
public final class NumericalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NumericalException(String message) {
        super(message);
    }
}
