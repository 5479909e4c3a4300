package org.lather.regression;

import org.lather.backend.RidgeSystem;

/**
 * Searches the λ = σ²/δ² with the smallest squared error over held-out folds. Every fit on the other folds follows from
 * existing sums (total minus fold), so no row is visited again.
 */
public final class NoiseSearch {
    private final RidgeSystem system;

    public NoiseSearch(RidgeSystem system) {
        this.system = system;
    }

    /** Searches λ for one target. */
    public double search(int target, Runnable onStep) {
        return heldOut(target).search(onStep);
    }

    /** The held-out errors of one target. */
    HeldOutErrors heldOut(int target) {
        return new HeldOutErrors() {
            @Override
            public double error(double ratio) {
                return NoiseSearch.this.error(target, ratio);
            }

            @Override
            public long rows() {
                long n = 0;
                for (int f = 0; f < system.folds(); f++) {
                    n += system.rows(f);
                }
                return n;
            }
        };
    }

    /** The sum over folds of Σ w (y − φ v)² of the held-out rows; infinite if λ is too small for the precision. */
    public double error(int target, double lambda) {
        return system.heldOutError(target, lambda);
    }
}
