package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lather.target.CompositionUncertainty;
import org.lather.target.RowType;

/** The data from which the predictive uncertainty of a target is computed. */
public sealed interface Uncertainty permits Uncertainty.None, Uncertainty.Posterior {
    /** Whether the target has an uncertainty. */
    boolean exists();

    /** The factor C with C Cᵀ = A + λ 1 of the posterior, packed; empty if there is none. */
    double[] factor();

    /** The factors from standard deviations of the posterior to predictive ones, by row type. */
    Map<RowType, Double> scales();

    /** The uncertainty of the composition baseline; empty if none was fitted, or for files of older versions. */
    Optional<CompositionUncertainty> composition();

    /** A copy with other scales. */
    Uncertainty with(Map<RowType, Double> other);

    /** A copy whose composition baseline was fitted to rows of another variance. */
    default Uncertainty withRowVariance(double rowVariance) {
        return this;
    }

    /** No uncertainty, for a full Gaussian process or a tensor. */
    record None() implements Uncertainty {
        @Override
        public boolean exists() {
            return false;
        }

        @Override
        public double[] factor() {
            return new double[0];
        }

        @Override
        public Map<RowType, Double> scales() {
            return Map.of();
        }

        @Override
        public Optional<CompositionUncertainty> composition() {
            return Optional.empty();
        }

        @Override
        public Uncertainty with(Map<RowType, Double> other) {
            return this;
        }
    }

    /**
     * The posterior of a sparse Gaussian process.
     *
     * @param factor C with C Cᵀ = A + λ 1, the packed lower triangle row by row, M(M+1)/2 values
     * @param scales factors from standard deviations of the posterior to predictive ones; 1 for a row type that is
     *     absent
     * @param composition uncertainty of the composition baseline, if one was fitted
     */
    @SuppressWarnings("ArrayRecordComponent") // a large block, not copied
    record Posterior(double[] factor, Map<RowType, Double> scales, Optional<CompositionUncertainty> composition)
            implements Uncertainty {
        public Posterior {
            scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public Uncertainty with(Map<RowType, Double> other) {
            return new Posterior(factor, other, composition);
        }

        @Override
        public Uncertainty withRowVariance(double rowVariance) {
            return new Posterior(factor, scales, composition.map(c -> c.withRowVariance(rowVariance)));
        }
    }
}
