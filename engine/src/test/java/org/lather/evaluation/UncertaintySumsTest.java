package org.lather.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lather.math.NormalDistribution;
import org.lather.math.StandardNormal;

class UncertaintySumsTest {
    private static UncertaintyMetrics metrics(double factor) {
        UncertaintySums sums = new UncertaintySums();
        StandardNormal normal = new StandardNormal(3);
        for (int i = 0; i < 20_000; i++) {
            double sigma = Math.pow(10, i % 100 / 50.0);
            sums.add(sigma * normal.next(), factor * sigma, sigma, 1);
        }
        return sums.metrics();
    }

    @Test
    void rightUncertaintiesHaveTheCoverageOfTheNormalDistribution() {
        UncertaintyMetrics m = metrics(1);
        assertThat(m.rmsErrorOverUncertainty()).isCloseTo(1, within(0.02));
        assertThat(m.coverage1()).isCloseTo(0.6827, within(0.01));
        assertThat(m.coverage2()).isCloseTo(0.9545, within(0.005));
        assertThat(m.ence()).isLessThan(0.03);
        assertThat(m.miscalibrationArea()).isLessThan(0.01);
        assertThat(m.nll()).isEqualTo(m.nllComputed());
        assertThat(m.reliability())
                .hasSize(10)
                .isSortedAccordingTo((a, b) -> Double.compare(a.uncertainty(), b.uncertainty()));
        assertThat(m.reliability().stream()
                        .mapToLong(UncertaintyMetrics.Bin::count)
                        .sum())
                .isEqualTo(m.count());
    }

    @Test
    void uncertaintiesOfHalfTheSizeShowInEachMetric() {
        UncertaintyMetrics m = metrics(0.5);
        assertThat(m.rmsErrorOverUncertainty()).isCloseTo(2, within(0.04));
        assertThat(m.coverage1()).isCloseTo(NormalDistribution.central(0.5), within(0.01));
        assertThat(m.ence()).isCloseTo(1, within(0.05));
        // the mean over p of p − erf(erf⁻¹(p)/2)
        assertThat(m.miscalibrationArea()).isCloseTo(0.205, within(0.01));
        // ln ½ + (4 − 1)/2
        assertThat(m.nll() - m.nllComputed()).isCloseTo(Math.log(0.5) + 1.5, within(0.05));
    }

    /** A power law below 1 makes an uncertainty of the rounding error of a component that vanishes by symmetry. */
    @Test
    void whatIsMadeOfRoundingErrorsDoesNotCount() {
        UncertaintySums sums = new UncertaintySums();
        sums.add(1, 2, 2, 1);
        sums.add(1e-3, 4 * Math.pow(1e-11, 0.6), 1e-11, 1);
        UncertaintyMetrics m = sums.metrics();
        assertThat(m.count()).isEqualTo(2);
        assertThat(m.rmsErrorOverUncertainty()).isEqualTo(0.5);
        assertThat(m.coverage1()).isEqualTo(1);
    }

    @Test
    void binsNeedPredictions() {
        UncertaintySums sums = new UncertaintySums();
        assertThat(sums.metrics().ence()).isNaN();
        sums.add(1, 2, 2, 1);
        assertThat(sums.metrics().reliability()).containsExactly(new UncertaintyMetrics.Bin(1, 2, 1));
        assertThat(sums.metrics().ence()).isEqualTo(0.5);
    }

    @Test
    void normalProbabilities() {
        assertThat(NormalDistribution.central(0)).isCloseTo(0, within(2e-7));
        assertThat(NormalDistribution.central(1)).isCloseTo(0.682689492, within(2e-7));
        assertThat(NormalDistribution.central(3)).isCloseTo(0.997300204, within(2e-7));
    }
}
