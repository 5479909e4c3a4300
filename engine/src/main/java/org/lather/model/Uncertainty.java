package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lather.target.CompositionUncertainty;
import org.lather.target.RowType;

/** The data from which the predictive uncertainty of a target is computed. */
public sealed interface Uncertainty permits Uncertainty.None, Uncertainty.Posterior, Uncertainty.Committee {
    /** Whether the target has an uncertainty. */
    boolean exists();

    /** The factor C with C Cᵀ = A + λ 1 of the posterior, packed; empty if there is none. */
    double[] factor();

    /** The relations between computed standard deviations and predictive ones, by row type. */
    Map<RowType, Calibration> calibrations();

    /** The factors α of {@link #calibrations}, by row type. */
    default Map<RowType, Double> scales() {
        Map<RowType, Double> out = new LinkedHashMap<>();
        calibrations().forEach((type, c) -> out.put(type, c.scale()));
        return out;
    }

    /** The exponents γ of {@link #calibrations} that are not 1, by row type. */
    default Map<RowType, Double> exponents() {
        Map<RowType, Double> out = new LinkedHashMap<>();
        calibrations().forEach((type, c) -> {
            if (c.exponent() != 1) {
                out.put(type, c.exponent());
            }
        });
        return out;
    }

    /** The floors β of {@link #calibrations} that are not 0, by row type. */
    default Map<RowType, Double> floors() {
        Map<RowType, Double> out = new LinkedHashMap<>();
        calibrations().forEach((type, c) -> {
            if (c.floor() > 0) {
                out.put(type, c.floor());
            }
        });
        return out;
    }

    /** The largest deviations for which {@link #calibrations} were found, where they are known, by row type. */
    default Map<RowType, Double> largest() {
        Map<RowType, Double> out = new LinkedHashMap<>();
        calibrations().forEach((type, c) -> {
            if (!Double.isNaN(c.largest())) {
                out.put(type, c.largest());
            }
        });
        return out;
    }

    /** The uncertainty of the composition baseline; empty if none was fitted, or for files of older versions. */
    Optional<CompositionUncertainty> composition();

    /** A copy with other calibrations. */
    Uncertainty with(Map<RowType, Calibration> other);

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
        public Map<RowType, Calibration> calibrations() {
            return Map.of();
        }

        @Override
        public Optional<CompositionUncertainty> composition() {
            return Optional.empty();
        }

        @Override
        public Uncertainty with(Map<RowType, Calibration> other) {
            return this;
        }
    }

    /**
     * The posterior of a sparse Gaussian process.
     *
     * @param factor C with C Cᵀ = A + λ 1, the packed lower triangle row by row, M(M+1)/2 values
     * @param calibrations relations between standard deviations of the posterior and predictive ones; equality for a
     *     row type that is absent
     * @param composition uncertainty of the composition baseline, if one was fitted
     */
    @SuppressWarnings("ArrayRecordComponent") // a large block, not copied
    record Posterior(
            double[] factor, Map<RowType, Calibration> calibrations, Optional<CompositionUncertainty> composition)
            implements Uncertainty {
        public Posterior {
            calibrations = Collections.unmodifiableMap(new LinkedHashMap<>(calibrations));
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public Uncertainty with(Map<RowType, Calibration> other) {
            return new Posterior(factor, other, composition);
        }

        @Override
        public Uncertainty withRowVariance(double rowVariance) {
            return new Posterior(factor, calibrations, composition.map(c -> c.withRowVariance(rowVariance)));
        }
    }

    /**
     * The scatter of a committee, whose members are in the blocks of the target.
     *
     * @param calibrations relations between standard deviations of members and predictive ones; equality for a row type
     *     that is absent
     * @param composition uncertainty of the composition baseline, if one was fitted
     */
    record Committee(Map<RowType, Calibration> calibrations, Optional<CompositionUncertainty> composition)
            implements Uncertainty {
        public Committee {
            calibrations = Collections.unmodifiableMap(new LinkedHashMap<>(calibrations));
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public double[] factor() {
            return new double[0];
        }

        @Override
        public Uncertainty with(Map<RowType, Calibration> other) {
            return new Committee(other, composition);
        }

        @Override
        public Uncertainty withRowVariance(double rowVariance) {
            return new Committee(calibrations, composition.map(c -> c.withRowVariance(rowVariance)));
        }
    }
}
