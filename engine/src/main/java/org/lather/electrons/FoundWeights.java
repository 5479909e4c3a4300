package org.lather.electrons;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lather.error.Cure;
import org.lather.error.Warning;

/**
 * The weights of a density, and how they were found.
 *
 * @param heldOut error of held-out structures by noise
 * @param residual of the iterations, relative to the right-hand side
 * @param size number of weights
 */
record FoundWeights(
        List<FittedDensity.Weights> weights,
        double noise,
        Map<Double, Double> heldOut,
        double trainingError,
        int iterations,
        double residual,
        int size) {
    /** A warning if the iterations ended before they converged. */
    Optional<Warning> unfinished() {
        return residual <= DensityFit.TOLERANCE
                ? Optional.empty()
                : Optional.of(Warning.of(
                        Warning.Kind.NOT_CONVERGED,
                        String.format(
                                Locale.ROOT,
                                "the weights of the density are those of %d iterations, with a residual of %.1e where"
                                        + " %.0e is asked for: errors are larger than they could be",
                                iterations,
                                residual,
                                DensityFit.TOLERANCE),
                        Cure.text("Give a larger model.noise, or fewer representatives")));
    }
}
