package org.lather.model;

/** Structures or targets that the work cannot use: where they stand, what was expected, what to do. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }
}
