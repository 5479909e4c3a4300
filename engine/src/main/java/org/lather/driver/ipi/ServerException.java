package org.lather.driver.ipi;

import java.util.List;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** Thrown if a server is not available, disappeared, or does not speak the protocol. */
public final class ServerException extends LatherException {
    private static final long serialVersionUID = 1;

    /** A failure whose cures are among its words, or that has none. */
    public ServerException(String message) {
        super(message);
    }

    /** A failure with cures. */
    public ServerException(String fact, Cure... cures) {
        this(Phrase.of(fact), cures);
    }

    /** A failure with cures, whose fact names settings. */
    public ServerException(Phrase fact, Cure... cures) {
        super(fact, List.of(cures), null);
    }
}
