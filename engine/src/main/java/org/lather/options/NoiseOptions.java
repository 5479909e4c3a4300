package org.lather.options;

import org.lather.target.Noise;
import org.lather.target.NoiseFactors;

/**
 * The noise of the targets, or how it is found.
 *
 * @param factors how many times the noise of some structures is
 * @param folds k of the k-fold cross-validation that finds the noise, 2 or more
 */
public record NoiseOptions(Noise noise, NoiseFactors factors, int folds) {
    /** @throws IllegalArgumentException if there are fewer than 2 folds */
    public NoiseOptions {
        if (folds < 2) {
            throw new IllegalArgumentException("expected at least 2 folds, got " + folds);
        }
    }
}
