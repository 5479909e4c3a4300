package org.lather.regression;

/** The errors of one target over held-out folds, of fits to the other folds. */
public interface HeldOutErrors {
    /**
     * Σ w (y − prediction)² over the held-out rows; infinite where the ratio is too small for the numbers.
     *
     * @param ratio λ = σ²/δ², the noise variance over the signal variance
     */
    double error(double ratio);

    /** The number of rows. */
    long rows();

    /** The ratio with the least error. */
    default double search(Runnable onStep) {
        return LambdaSearch.minimise(ratio -> {
            onStep.run();
            return error(ratio);
        });
    }
}
