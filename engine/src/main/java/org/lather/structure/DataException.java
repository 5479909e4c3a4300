package org.lather.structure;

/** Structures or targets that the work cannot use: where they stand, what was expected, what to do. */
public sealed class DataException extends RuntimeException permits UnknownElementException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }
}
