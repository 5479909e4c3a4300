package org.lather.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.math.StandardNormal;
import org.lather.model.Calibration;

class CalibrationFitTest {
    /** Normal residuals of standard deviation α σ^γ, with σ spread over three orders of magnitude. */
    private static CalibrationFit synthetic(double alpha, double gamma, int count) {
        CalibrationFit fit = new CalibrationFit();
        StandardNormal normal = new StandardNormal(7);
        for (int i = 0; i < count; i++) {
            double sigma = Math.pow(10, -3.0 * i / count);
            fit.addStructure();
            fit.add(alpha * Math.pow(sigma, gamma) * normal.next(), sigma);
        }
        return fit;
    }

    @ParameterizedTest
    @CsvSource({"3, 0.5", "0.2, 0.8", "40, 1.3"})
    void recoversScaleAndExponentOfSyntheticResiduals(double alpha, double gamma) {
        Calibration found = synthetic(alpha, gamma, 4000).power();
        assertThat(found.exponent()).isCloseTo(gamma, within(0.03));
        assertThat(found.scale()).isCloseTo(alpha, within(0.06 * alpha));
    }

    /** An error of the references, of residuals whose σ goes down to nearly nothing. */
    @ParameterizedTest
    @CsvSource({"3, 1, 0.05", "0.5, 0.7, 0.02"})
    void recoversTheFloorOfSyntheticResiduals(double alpha, double gamma, double beta) {
        CalibrationFit fit = new CalibrationFit();
        StandardNormal normal = new StandardNormal(9);
        for (int i = 0; i < 4000; i++) {
            double sigma = Math.pow(10, -3.0 * i / 4000);
            fit.addStructure();
            fit.add(Math.hypot(alpha * Math.pow(sigma, gamma), beta) * normal.next(), sigma);
        }
        Calibration found = fit.power();
        assertThat(found.exponent()).isCloseTo(gamma, within(0.05));
        assertThat(found.scale()).isCloseTo(alpha, within(0.06 * alpha));
        assertThat(found.floor()).isCloseTo(beta, within(0.06 * beta));
        assertThat(fit.scale().isScale()).isTrue();
    }

    @Test
    void whatVanishesBySymmetryHasNoFloor() {
        Calibration c = new Calibration(2, 1, 0.3, 0.1);
        assertThat(c.of(0.2, 1)).isCloseTo(0.5, within(1e-12));
        assertThat(c.of(0.8, 4)).isCloseTo(2, within(1e-12));
        assertThat(c.of(1e-9, 1)).isEqualTo(2e-9);
        assertThat(c.of(0, 1)).isZero();
    }

    @Test
    void keepsTheExponentOfOneWhereNoOtherIsWorthIt() {
        Calibration found = synthetic(5, 1, 400).power();
        assertThat(found.exponent()).isEqualTo(1);
        assertThat(found).isEqualTo(synthetic(5, 1, 400).scale());
        assertThat(found.scale()).isCloseTo(5, within(0.5));
    }

    /** Rows of one structure repeat each other, so that many rows of few structures are no evidence. */
    @Test
    void countsStructuresAsEvidence() {
        CalibrationFit fit = new CalibrationFit();
        fit.addStructure();
        StandardNormal normal = new StandardNormal(8);
        for (int i = 0; i < 1000; i++) {
            double sigma = 1 + 1e-3 * i;
            fit.add(Math.sqrt(sigma) * normal.next(), sigma);
        }
        assertThat(fit.power().exponent()).isEqualTo(1);
    }

    @Test
    void isNothingWithoutRows() {
        assertThat(new CalibrationFit().power()).isEqualTo(Calibration.NONE);
        CalibrationFit exact = new CalibrationFit();
        exact.add(0, 1);
        assertThat(exact.power()).isEqualTo(Calibration.NONE);
    }

    @Test
    void appliesToTotalsPerSquareRootOfTheNumberOfAtoms() {
        Calibration c = new Calibration(2, 0.5, 0, Double.NaN);
        assertThat(c.of(8, 2)).isCloseTo(2 * Math.sqrt(4) * 2, within(1e-12));
        assertThat(Calibration.ofScale(3).of(8, 2)).isEqualTo(24);
        assertThat(c.of(0, 2)).isZero();
    }
}
