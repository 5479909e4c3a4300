package org.lather.search;

/**
 * The end of a search. Whatever ends it, the trials before are the same: those of a smaller budget are the first of a
 * larger one.
 *
 * @param trials largest number of different options, at least 1
 * @param seconds wall time
 * @param structures largest number of training structures on which a trial is scored
 * @param environments largest number of environments of these structures
 */
public record SearchBudget(int trials, double seconds, int structures, long environments) {
    /** Largest number of environments by default. */
    public static final long ENVIRONMENTS = 30_000;

    /** @throws IllegalArgumentException if the budget allows no trial */
    public SearchBudget {
        if (trials < 1) {
            throw new IllegalArgumentException("expected at least 1 trial, got " + trials);
        }
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("expected a positive time, got " + seconds);
        }
        if (structures < 2) {
            throw new IllegalArgumentException("expected at least 2 structures, got " + structures);
        }
    }
}
