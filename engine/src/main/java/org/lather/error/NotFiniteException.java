package org.lather.error;

/**
 * A computation whose numbers are infinite or not a number: labels, lengths or weights that are too large or too small
 * for the precision, or a model file with such numbers.
 */
public final class NotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public NotFiniteException(String message) {
        super(message);
    }
}
