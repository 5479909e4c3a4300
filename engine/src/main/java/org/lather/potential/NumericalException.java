package org.lather.potential;

/** Numbers that lead nowhere: a prediction that is not finite, a search that does not converge. */
public final class NumericalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NumericalException(String message) {
        super(message);
    }
}
