package org.lather.regression;

import java.util.List;
import java.util.Locale;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** A fit by iteration that did not reach its tolerance. */
public final class NotConvergedException extends LatherException {
    private static final long serialVersionUID = 1;

    /** @param error bound of the error of predictions that is left, relative to the noise */
    NotConvergedException(int iterations, double error) {
        super(
                Phrase.of(String.format(
                        Locale.ROOT,
                        "the fit did not converge: after %d iterations the error of its predictions may be %.2g times"
                                + " the noise",
                        iterations,
                        error)),
                List.of(Cure.text("Use a larger model.noise, or model.solver: direct")),
                null);
    }

    /**
     * Creates an exception for another iteration.
     *
     * @param fact what did not converge, and how far it came
     */
    public NotConvergedException(String fact, Cure cure) {
        super(Phrase.of(fact), List.of(cure), null);
    }
}
