package org.lather.backend;

import java.util.List;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** A backend that was asked for by name does not work here. */
public final class UnavailableBackendException extends LatherException {
    private static final long serialVersionUID = 1;

    /** A failure whose cures are among its words, or that has none. */
    public UnavailableBackendException(String message) {
        super(message);
    }

    /** A failure with cures. */
    public UnavailableBackendException(String fact, Cure... cures) {
        this(Phrase.of(fact), cures);
    }

    /** A failure with cures, whose fact names settings. */
    public UnavailableBackendException(Phrase fact, Cure... cures) {
        super(fact, List.of(cures), null);
    }
}
