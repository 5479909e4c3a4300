package org.lather.calibration;

import org.lather.math.StandardNormal;
import org.lather.options.UncertaintyOptions;

/**
 * Standard deviations as a committee of few members estimates them. The members that a regression without some rows
 * would have are normal with a known variance s², so the variance over M of them is s² χ²/(M − 1), with χ² of M − 1
 * degrees of freedom. A calibration to such estimates holds for those of predictions.
 */
final class SampledDeviation {
    private final int members;
    private final StandardNormal normal;

    /** @param members number of members; 0 for deviations that are not estimates */
    private SampledDeviation(int members, StandardNormal normal) {
        this.members = members;
        this.normal = normal;
    }

    /** Estimates for one structure. */
    static SampledDeviation of(UncertaintyOptions uncertainty, long seed, int structure) {
        return new SampledDeviation(
                uncertainty.type().isCommittee() ? uncertainty.members() : 0, StandardNormal.of(seed, structure));
    }

    /** Whether deviations are those of committees, which know nothing of what representatives cannot describe. */
    boolean isOfCommittee() {
        return members > 0;
    }

    /** An estimate of a standard deviation; itself for those of a posterior. */
    double of(double deviation) {
        if (members == 0) {
            return deviation;
        }
        double sum = 0;
        for (int k = 1; k < members; k++) {
            double x = normal.next();
            sum += x * x;
        }
        return deviation * Math.sqrt(sum / (members - 1));
    }
}
