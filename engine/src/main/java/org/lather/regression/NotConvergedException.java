package org.lather.regression;

import java.util.List;
import java.util.Locale;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** A fit by iteration that did not reach its tolerance. */
public final class NotConvergedException extends LatherException {
    private static final long serialVersionUID = 1;

    /**
     * @param error bound of the error of predictions that is left, relative to the noise; infinite if the matrix is not
     *     positive definite in the precision of the rows
     */
    NotConvergedException(int iterations, double error) {
        super(
                Phrase.of(
                        Double.isFinite(error)
                                ? String.format(
                                        Locale.ROOT,
                                        "the fit did not converge: after %d iterations the error of its predictions"
                                                + " may be %.2g times the noise",
                                        iterations,
                                        error)
                                : "the fit cannot be solved by iteration: its noise is too small for the precision of"
                                        + " the rows, so their matrix is not positive definite"),
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
