package org.lather.potential;

import java.util.List;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** Thrown for a numerical failure: a prediction that is not finite, or a search that does not converge. */
public final class NumericalException extends LatherException {
    private static final long serialVersionUID = 1;

    public NumericalException(String message) {
        super(message);
    }

    /** A failure with cures. */
    public NumericalException(String fact, Cure... cures) {
        super(Phrase.of(fact), List.of(cures), null);
    }
}
