package org.lather.backend;

/**
 * Ridge regressions on sums that were added up fold by fold, where the sums are: (A + λ 1) v = b with A and b of all
 * folds, or of all folds but one. One factorisation is held at a time. Folds and targets are counted from 0.
 */
public interface RidgeSystem extends AutoCloseable {
    /** For {@link #factor}: no fold is left out. */
    int ALL = -1;

    /** M. */
    int size();

    /** The number of folds. */
    int folds();

    /** The rows that were summed in a fold. */
    long rows(int fold);

    /** The trace of A of all folds. */
    double trace();

    /** Σ w y² of a target over all folds. */
    double squares(int target);

    /**
     * Factors C Cᵀ = A + λ 1.
     *
     * @param without the fold that is left out, or {@link #ALL}
     * @throws NotPositiveDefiniteException where λ is too small for the numbers
     * @throws IllegalArgumentException for sums that are not finite
     */
    void factor(int without, double lambda);

    /** v [M] of a target by the last factorisation, with b of the same folds. */
    double[] solve(int target);

    /** Σ w (y − φ v)² over the rows of a fold, yy − 2 b·v + vᵀ A v, never below 0. */
    double squaredError(int fold, int target, double[] v);

    /** C of the last factorisation, its lower triangle row by row, [M (M + 1)/2]. */
    double[] triangle();

    @Override
    void close();
}
