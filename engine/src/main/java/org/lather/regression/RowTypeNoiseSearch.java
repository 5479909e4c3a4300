package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;
import org.lather.backend.NotPositiveDefiniteException;

/**
 * Searches the noises of several row types of one fit (values, forces, strain) with the smallest error over held-out
 * folds: those μ_k = δ²/σ_k² in (Σ_k μ_k A_k + 1) v = Σ_k μ_k b_k that minimise Π_k e_k, where e_k is the mean squared
 * error of row type k over all held-out rows. The product weighs relative improvements of all row types equally,
 * whatever their units and numbers of rows. First a common factor is searched, beginning with noises that are the same
 * fraction of the spread of each row type, then each μ_k by itself. As in {@link NoiseSearch}, no row is visited again.
 */
public final class RowTypeNoiseSearch {
    private static final FactorSearch SEARCH = new FactorSearch(0.998, 6, mu -> mu, 10, Math.sqrt(10));

    private final List<List<NormalEquations>> kinds;
    private final LowerTriangle work;
    private final DenseAlgebra algebra;
    private final int size;

    /**
     * @param kinds sums of each row type and fold, of one target
     * @param work [M][M], overwritten
     */
    public RowTypeNoiseSearch(List<List<NormalEquations>> kinds, LowerTriangle work, DenseAlgebra algebra) {
        this.kinds = kinds;
        this.work = work;
        this.algebra = algebra;
        this.size = kinds.get(0).get(0).size();
    }

    /**
     * Searches μ of each row type.
     *
     * @param signal signal variance δ², in the square of the target's unit
     */
    public double[] search(double signal, Runnable onStep) {
        double[] start = new double[kinds.size()];
        for (int k = 0; k < start.length; k++) {
            double squares = sum(k, n -> n.squares()[0]) / Math.max(1, sum(k, NormalEquations::rows));
            start[k] = squares > 0 && signal > 0 ? signal / squares : 1;
        }
        ToDoubleFunction<double[]> step = mu -> {
            onStep.run();
            return error(mu);
        };
        double lambda = LambdaSearch.minimise(l -> step.applyAsDouble(scaled(start, 1 / l)));
        double[] best = scaled(start, 1 / lambda);
        return SEARCH.minimise(best, error(best), step);
    }

    private interface Part {
        double of(NormalEquations n);
    }

    private double sum(int kind, Part part) {
        return kinds.get(kind).stream().mapToDouble(part::of).sum();
    }

    private static double[] scaled(double[] x, double factor) {
        return Arrays.stream(x).map(v -> v * factor).toArray();
    }

    /** The geometric mean of the mean squared errors; infinite if a noise is too small for the precision. */
    private double error(double[] mu) {
        double product = 1;
        for (double e : errors(mu)) {
            product *= Math.pow(e, 1.0 / mu.length);
        }
        return product;
    }

    /** The mean squared error of each row type over all held-out rows, with the weights of the rows. */
    public double[] errors(double[] mu) {
        double[] sums = new double[mu.length];
        int folds = kinds.get(0).size();
        for (int f = 0; f < folds; f++) {
            double[] right = new double[size];
            work.clear();
            for (int k = 0; k < mu.length; k++) {
                for (int other = 0; other < folds; other++) {
                    if (other != f) {
                        add(kinds.get(k).get(other), mu[k], right);
                    }
                }
            }
            try {
                double[] v = RidgeFit.factor(work, 1, algebra).solve(right);
                for (int k = 0; k < mu.length; k++) {
                    NormalEquations held = kinds.get(k).get(f);
                    sums[k] += held.rows() == 0 ? 0 : RidgeFit.squaredError(held, 0, v);
                }
            } catch (NotPositiveDefiniteException e) {
                Arrays.fill(sums, Double.POSITIVE_INFINITY);
                return sums;
            }
        }
        for (int k = 0; k < mu.length; k++) {
            sums[k] /= Math.max(1, sum(k, NormalEquations::rows));
        }
        return sums;
    }

    private void add(NormalEquations n, double factor, double[] right) {
        work.add(factor, n.matrix());
        for (int i = 0; i < right.length; i++) {
            right[i] += factor * n.right()[i];
        }
    }
}
