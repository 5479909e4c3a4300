package org.lather.regression;

import java.util.Locale;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.target.Unit;

/** Describes numerical failures of a fit in terms of its options. */
final class TrainingErrors {
    private TrainingErrors() {}

    /**
     * The failure of a matrix that is not positive definite, because the given noise is below rounding errors.
     *
     * @param lambda noise variance over signal variance
     */
    static NotPositiveDefiniteException noiseTooSmall(
            String name, Unit unit, double lambda, double signal, NotPositiveDefiniteException cause) {
        double least = Math.sqrt((lambda + cause.suggestedJitter()) * signal);
        return new NotPositiveDefiniteException(
                String.format(
                        Locale.ROOT,
                        "target %s: its noise of %.3g %s is too small for these data, the matrix of the fit is not positive "
                                + "definite (pivot %d is %.3g). Use a noise of %.2g or more, or model.noise: auto",
                        name,
                        Math.sqrt(lambda * signal),
                        unit,
                        cause.pivot(),
                        cause.value(),
                        least),
                cause);
    }
}
