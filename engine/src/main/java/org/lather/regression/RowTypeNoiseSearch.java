package org.lather.regression;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Searches the noises of several row types of one fit (values, forces, strain) with the smallest error over held-out
 * folds: those μ_k = δ²/σ_k² in (Σ_k μ_k A_k + 1) v = Σ_k μ_k b_k that minimise Π_k e_k, where e_k is the mean squared
 * error of row type k over all held-out rows. The product weighs relative improvements of all row types equally,
 * whatever their units and numbers of rows. First a common factor is searched, beginning with noises that are the same
 * fraction of the spread of each row type, then each μ_k by itself.
 */
public final class RowTypeNoiseSearch {
    private static final FactorSearch SEARCH = new FactorSearch(0.998, 6, mu -> mu, 10, Math.sqrt(10));

    private final RowTypeFits fits;

    RowTypeNoiseSearch(RowTypeFits fits) {
        this.fits = fits;
    }

    /**
     * Searches μ of each row type.
     *
     * @param signal signal variance δ², in the square of the target's unit
     */
    public double[] search(double signal, Runnable onStep) {
        double[] start = new double[fits.types()];
        for (int k = 0; k < start.length; k++) {
            double squares = fits.squares(k) / Math.max(1, fits.rows(k));
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

    private static double[] scaled(double[] x, double factor) {
        return Arrays.stream(x).map(v -> v * factor).toArray();
    }

    /** The geometric mean of the mean squared errors; infinite if a noise is too small for the precision. */
    private double error(double[] mu) {
        double product = 1;
        for (double e : fits.errors(mu)) {
            product *= Math.pow(e, 1.0 / mu.length);
        }
        return product;
    }
}
