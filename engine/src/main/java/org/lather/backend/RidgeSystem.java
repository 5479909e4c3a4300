package org.lather.backend;

/**
 * Ridge regressions on sums that were accumulated by fold, computed where the sums are stored: (A + λ 1) v = b with A
 * and b of all folds, or of all folds but one. Only one factorisation is in memory at a time. Folds and targets are
 * counted from 0.
 */
public interface RidgeSystem extends AutoCloseable {
    /** Argument of {@link #factor} to include all folds. */
    int ALL = -1;

    /** The number of columns M. */
    int size();

    /** The number of folds. */
    int folds();

    /** The number of rows in a fold. */
    long rows(int fold);

    /** The trace of A over all folds. */
    double trace();

    /** The sum Σ w y² of a target over all folds. */
    double squares(int target);

    /**
     * Computes the Cholesky factor C Cᵀ = A + λ 1.
     *
     * @param without fold that is held out, or {@link #ALL}
     * @throws NotPositiveDefiniteException if λ is too small for the precision
     * @throws IllegalArgumentException if sums are not finite
     */
    void factor(int without, double lambda);

    /** Solves for v [M] of a target with the last factorisation and with b of the same folds. */
    double[] solve(int target);

    /**
     * Solves for v [M] of a target with A and b of some folds alone, in place of the last factorisation.
     *
     * @param included whether a fold is included, [fold]
     * @throws NotPositiveDefiniteException if λ is too small for the precision
     * @throws UnsupportedOperationException if there are no sums of single folds
     */
    double[] solve(boolean[] included, int target, double lambda);

    /** The squared error Σ w (y − φ v)² over the rows of a fold, yy − 2 b·v + vᵀ A v, never below 0. */
    double squaredError(int fold, int target, double[] v);

    /**
     * The sum over folds of Σ w (y − φ v)² of their rows, with v of the fit to the other folds; infinite if λ is too
     * small for the precision.
     */
    default double heldOutError(int target, double lambda) {
        double sum = 0;
        for (int f = 0; f < folds(); f++) {
            if (rows(f) == 0) {
                continue;
            }
            try {
                factor(f, lambda);
            } catch (NotPositiveDefiniteException e) {
                return Double.POSITIVE_INFINITY;
            }
            sum += squaredError(f, target, solve(target));
        }
        return sum;
    }

    /** The factor C of the last factorisation, its lower triangle row by row, [M (M + 1)/2]; empty if there is none. */
    double[] triangle();

    @Override
    void close();
}
