package org.lather.options;

import org.lather.kernel.Covariance;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;

/**
 * How targets are fitted to representations.
 *
 * @param kernel covariance of two environments
 * @param representatives which environments span the fit; without effect in full Gaussian process regression
 * @param noiseFactors how many times the noise of some structures is
 * @param folds k of the k-fold cross-validation that finds the noise, 2 or more
 * @param seed of every random choice
 */
public record ModelOptions(
        Type type,
        Covariance kernel,
        Representatives representatives,
        Noise noise,
        NoiseFactors noiseFactors,
        int folds,
        long seed) {
    /** The regression. */
    public enum Type {
        /** Gaussian process regression on a few representative environments. */
        SPARSE_GPR,
        /** Gaussian process regression on all training structures. */
        GPR
    }

    public ModelOptions {
        if (folds < 2) {
            throw new IllegalArgumentException("expected at least 2 folds, got " + folds);
        }
    }
}
