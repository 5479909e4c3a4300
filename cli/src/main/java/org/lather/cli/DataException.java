package org.lather.cli;

/** Input data that cannot be used. */
final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DataException(String message) {
        super(message);
    }
}
