package org.lather.options;

/** Options that are wrong: says which file and key, what was expected, and what to do. */
public final class OptionsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OptionsException(String message) {
        super(message);
    }

    public OptionsException(String message, Throwable cause) {
        super(message, cause);
    }
}
