package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.target.RowType;

/** What the predictive uncertainty of a target is computed from. */
public sealed interface Uncertainty permits Uncertainty.None, Uncertainty.Posterior {
    /** Whether there is one. */
    boolean exists();

    /** C with C Cᵀ = A + λ 1 of the posterior, packed; empty where there is none. */
    double[] factor();

    /** How many times the standard deviations of the posterior the predictive ones are, by type of rows. */
    Map<RowType, Double> scales();

    /** This with other scales. */
    Uncertainty with(Map<RowType, Double> other);

    /** The target has no uncertainty: a full Gaussian process, or a tensor. */
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
        public Uncertainty with(Map<RowType, Double> other) {
            return this;
        }
    }

    /**
     * The posterior of a sparse Gaussian process.
     *
     * @param factor C with C Cᵀ = A + λ 1, the packed lower triangle row by row, M(M+1)/2 values
     * @param scales how many times the standard deviations of the posterior the predictive ones are; 1 for a type of
     *     rows that is not there
     */
    @SuppressWarnings("ArrayRecordComponent") // a large block, not copied
    record Posterior(double[] factor, Map<RowType, Double> scales) implements Uncertainty {
        public Posterior {
            scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public Uncertainty with(Map<RowType, Double> other) {
            return new Posterior(factor, other);
        }
    }
}
