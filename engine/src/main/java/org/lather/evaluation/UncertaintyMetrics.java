package org.lather.evaluation;

import java.util.List;

/**
 * Errors e compared with predictive standard deviations u, which do not contain the noise of the reference. Components
 * whose u is only rounding error, because they vanish by symmetry, are counted in {@code count} and {@code rms} alone.
 *
 * @param count the number of predictions with a standard deviation
 * @param rms √⟨u²⟩, the sharpness, to be compared with the root mean squared error
 * @param rmsErrorOverUncertainty √⟨(e/u)²⟩: 1 for calibrated uncertainties, larger for overconfident ones; NaN where
 *     symmetry makes all components vanish, as all that follow
 * @param nll mean negative logarithm of the likelihood, ⟨½ ln 2πu² + e²/2u²⟩, with u in the unit of the target
 * @param nllComputed the same of the standard deviations before their calibration
 * @param ence expected normalised calibration error (Levi et al. 2022, doi:10.3390/s22155540): mean over the bins of
 *     |√⟨u²⟩ − √⟨e²⟩| / √⟨u²⟩
 * @param miscalibrationArea area between the fraction of errors within the central interval of probability p and p
 *     (Kuleshov et al. 2018, arXiv:1807.00263)
 * @param coverage1 fraction of |e| ≤ u; 0.683 for normal errors
 * @param coverage2 fraction of |e| ≤ 2u; 0.954 for normal errors
 * @param reliability bins of similar u with about equally many predictions, ascending
 */
public record UncertaintyMetrics(
        long count,
        double rms,
        double rmsErrorOverUncertainty,
        double nll,
        double nllComputed,
        double ence,
        double miscalibrationArea,
        double coverage1,
        double coverage2,
        List<Bin> reliability) {
    /**
     * Predictions of similar standard deviation.
     *
     * @param uncertainty √⟨u²⟩
     * @param rmse √⟨e²⟩
     */
    public record Bin(long count, double uncertainty, double rmse) {}

    public UncertaintyMetrics {
        reliability = List.copyOf(reliability);
    }
}
