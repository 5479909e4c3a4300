package org.lather.descriptor;

/** An option that is unknown, of the wrong type or out of range; the message names its dotted path. */
public final class OptionsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OptionsException(String message) {
        super(message);
    }

    public OptionsException(String message, Throwable cause) {
        super(message, cause);
    }
}
