package org.lather.regression;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Searches the weights of summed kernels with the least error, in logarithmic steps of one weight after another. Only
 * the ratios of weights matter, since the signal variance scales their sum, so they are found with a sum of 1. No
 * weight becomes smaller than {@link #LEAST} of the largest.
 */
public final class WeightSearch {
    /** Smallest ratio of a weight to the largest one. A term with it contributes next to nothing. */
    public static final double LEAST = 1e-4;

    private static final FactorSearch SEARCH =
            new FactorSearch(0.9995, 6, WeightSearch::normalised, 10, Math.sqrt(10), Math.pow(10, 0.25));

    private WeightSearch() {}

    /**
     * Minimises an error.
     *
     * @param start weights of the terms, positive
     * @param error of weights
     */
    public static double[] minimise(double[] start, ToDoubleFunction<double[]> error) {
        double[] best = normalised(start);
        if (best.length == 1) {
            return best;
        }
        return SEARCH.minimise(best, error.applyAsDouble(best), error);
    }

    /** Returns weights of sum 1, none smaller than allowed. */
    private static double[] normalised(double[] weights) {
        double largest = Arrays.stream(weights).max().orElse(1);
        double[] out =
                Arrays.stream(weights).map(w -> Math.max(w, LEAST * largest)).toArray();
        double sum = Arrays.stream(out).sum();
        return Arrays.stream(out).map(w -> w / sum).toArray();
    }
}
