package org.lather.structure;

import java.util.List;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** Structures or targets that cannot be used. The message has their place, the expectation and the remedy. */
public sealed class DataException extends LatherException permits UnknownElementException {
    private static final long serialVersionUID = 1;

    /** A failure whose cures are among its words, or that has none. */
    public DataException(String message) {
        super(message);
    }

    /** A failure with cures. */
    public DataException(String fact, Cure... cures) {
        this(Phrase.of(fact), cures);
    }

    /** A failure with cures, whose fact names settings. */
    public DataException(Phrase fact, Cure... cures) {
        super(fact, List.of(cures), null);
    }
}
