package org.lather.options;

import org.lather.kernel.Covariance;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;

/**
 * The options by which targets are fitted to representations.
 *
 * @param kernel covariance of two environments
 * @param representatives choice of the environments that span the fit; without effect in full Gaussian process
 *     regression
 * @param seed of every random choice
 */
public record ModelOptions(
        Type type, Covariance kernel, Representatives representatives, NoiseOptions noiseOptions, long seed) {
    /** The regression. */
    public enum Type {
        /** Gaussian process regression on a few representative environments. */
        SPARSE_GPR,
        /** Gaussian process regression on all training structures. */
        GPR
    }

    /** The noise of the targets. */
    public Noise noise() {
        return noiseOptions.noise();
    }

    /** The factors by which the noise of some structures is multiplied. */
    public NoiseFactors noiseFactors() {
        return noiseOptions.factors();
    }

    /** k of the k-fold cross-validation that finds the noise. */
    public int folds() {
        return noiseOptions.folds();
    }
}
