package org.lather.solve;

import java.util.List;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.NormalEquations;
import org.lather.backend.NotPositiveDefiniteException;

/**
 * The λ = σ²/δ² with the smallest squared error over held-out folds. Every fit on the other folds comes out of sums that are
 * there already (total minus fold), so no row is visited again.
 */
public final class NoiseSearch {
    private final List<NormalEquations> folds;
    private final NormalEquations total;
    private final DenseAlgebra algebra;
    private final double[] work;

    /**
     * Searches over the sums of each fold and their total.
     *
     * @param work [M][M], overwritten
     */
    public NoiseSearch(List<NormalEquations> folds, NormalEquations total, double[] work, DenseAlgebra algebra) {
        this.folds = folds;
        this.total = total;
        this.algebra = algebra;
        this.work = work;
    }

    /** λ for one target. */
    public double search(int target, Runnable onStep) {
        return LambdaSearch.minimise(lambda -> {
            onStep.run();
            return error(target, lambda);
        });
    }

    /** Σ over folds of Σ w (y − φ v)² of the held-out rows; infinite where λ is too small for the numbers. */
    public double error(int target, double lambda) {
        int m = total.size();
        double sum = 0;
        for (NormalEquations f : folds) {
            if (f.rows() == 0) {
                continue;
            }
            double[] a = total.matrix();
            double[] b = f.matrix();
            for (int i = 0; i < m; i++) {
                for (int j = i * m; j <= i * m + i; j++) {
                    work[j] = a[j] - b[j];
                }
            }
            double[] right = RidgeFit.right(total, target);
            for (int i = 0; i < m; i++) {
                right[i] -= f.right()[target * m + i];
            }
            try {
                RidgeFit fit = RidgeFit.factor(work, m, lambda, algebra);
                sum += RidgeFit.squaredError(f, target, fit.solve(right));
            } catch (NotPositiveDefiniteException e) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return sum;
    }
}
