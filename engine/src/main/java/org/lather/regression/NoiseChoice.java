package org.lather.regression;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.target.Noise;
import org.lather.target.RowKey;

/** The noise of each target: as given, or the one with the least error over held-out folds. */
public final class NoiseChoice {
    /** Above this ratio a matrix that cannot be factored has another fault than too little noise. */
    private static final double LARGEST = 1e-6;

    private final Noise noise;
    private final Runnable onStep;
    private final Map<RowKey, Double> crossValidated = new LinkedHashMap<>();

    /** @param onStep called before each step of a search; may throw to end it */
    public NoiseChoice(Noise noise, Runnable onStep) {
        this.noise = noise;
        this.onStep = onStep;
    }

    /** Whether the noise is searched. */
    boolean searches() {
        return noise.isFound();
    }

    void step() {
        onStep.run();
    }

    /**
     * The ratio λ = σ²/δ² of a series.
     *
     * @param signal δ²
     */
    double ratio(RowGroup.Series series, double signal, HeldOutErrors errors) {
        OptionalDouble given = noise.of(series.name());
        if (given.isPresent()) {
            double s = given.getAsDouble();
            return signal > 0 ? s * s / signal : 1;
        }
        double ratio = errors.search(onStep);
        crossValidated.put(series.key(), Math.sqrt(errors.error(ratio) / Math.max(1, errors.rows())));
        return ratio;
    }

    /** Keeps the root mean squared error over held-out folds of a type of rows. */
    void crossValidated(RowKey key, double error) {
        crossValidated.put(key, error);
    }

    /** Root mean squared errors over held-out folds, where the noise was searched. */
    public Map<RowKey, Double> crossValidated() {
        return Collections.unmodifiableMap(crossValidated);
    }

    /** A fit with a ratio, which throws {@link NotPositiveDefiniteException} where that is too small. */
    interface Factor {
        void with(double ratio);
    }

    /**
     * Factors with a ratio. One that was found with folds held out may just be too small for the rounding of all folds
     * together: then the smallest of its multiples by powers of ten that is not.
     *
     * @return the ratio that was used
     * @throws NotPositiveDefiniteException in the terms of the target
     */
    double factor(RowGroup.Series series, double ratio, double signal, Factor factor) {
        for (double r = ratio; ; r *= 10) {
            try {
                factor.with(r);
                return r;
            } catch (NotPositiveDefiniteException e) {
                if (!searches() || r > LARGEST) {
                    throw TrainingErrors.noiseTooSmall(
                            series.name(), series.target().unit(), r, signal, e);
                }
            }
        }
    }
}
