package org.lather.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialFunctionsTest {
    private static final MathContext DIGITS_60 = new MathContext(60);

    @Test
    void gammaAtHalfIntegers() {
        BigDecimal[] gamma = HalfIntegerGamma.upTo(9, DIGITS_60);
        // DLMF 5.4.6: Γ(1/2) = √π, to 50 digits
        assertThat(gamma[0].subtract(new BigDecimal("1.7724538509055160272981674833411451827975494561224")))
                .isLessThan(new BigDecimal("1e-48"));
        assertThat(gamma[7]).isEqualByComparingTo("6");
        assertThat(gamma[8].divide(gamma[0], new MathContext(50))).isEqualByComparingTo("6.5625");
    }

    @Test
    void doubleDoubleKeepsThirtyDigits() {
        DoubleDouble third = DoubleDouble.ONE.dividedBy(3);
        assertThat(exact(third.times(3)).subtract(BigDecimal.ONE).abs()).isLessThan(new BigDecimal("1e-31"));
        DoubleDouble tiny = DoubleDouble.ONE.plus(DoubleDouble.of(1e-25)).plus(DoubleDouble.of(-1));
        assertThat(tiny.high()).isCloseTo(1e-25, within(1e-32));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, -1e-9, 0.25, -0.34657, -1, 3.5, -17.25, -300, 100})
    void exponentialHasThirtyDigits(double x) {
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        MathContext digits = new MathContext(400);
        for (int n = 1; n < 1500; n++) {
            term = term.multiply(new BigDecimal(x)).divide(BigDecimal.valueOf(n), digits);
            sum = sum.add(term, digits);
        }
        BigDecimal error =
                exact(DoubleDouble.of(x).exp()).divide(sum, DIGITS_60).subtract(BigDecimal.ONE);
        assertThat(Math.abs(error.doubleValue())).isLessThan(3e-30);
    }

    @Test
    void exponentialUnderflowsToZero() {
        assertThat(DoubleDouble.of(-1e6).exp().high()).isZero();
        assertThat(DoubleDouble.of(-744).exp().high()).isEqualTo(Math.exp(-744));
    }

    @Test
    void inverseSquareRootOfTheHilbertMatrix() {
        int n = 10;
        int digits = 70;
        BigDecimal[][] hilbert = new BigDecimal[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                hilbert[i][j] = BigDecimal.ONE.divide(BigDecimal.valueOf(i + j + 1), new MathContext(digits));
            }
        }
        BigDecimal[][] root = InverseSquareRoot.of(hilbert, digits);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                BigDecimal sum = i == j ? BigDecimal.ONE.negate() : BigDecimal.ZERO;
                for (int k = 0; k < n; k++) {
                    for (int q = 0; q < n; q++) {
                        sum = sum.add(root[i][k].multiply(hilbert[k][q]).multiply(root[q][j]));
                    }
                }
                assertThat(Math.abs(sum.doubleValue())).isLessThan(1e-40);
                assertThat(root[i][j].subtract(root[j][i]).abs().doubleValue()).isLessThan(1e-40);
            }
        }
    }

    @Test
    void inverseSquareRootRefusesAnIndefiniteMatrix() {
        BigDecimal[][] a = {
            {BigDecimal.ONE, BigDecimal.valueOf(2)},
            {BigDecimal.valueOf(2), BigDecimal.ONE}
        };
        assertThatThrownBy(() -> InverseSquareRoot.of(a, 50))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pivot -3.0 in row 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 1e-7, 0.01, 0.7, 3, 12, 60, 155, 157, 400, 5000})
    void modifiedSphericalBesselAgreesWithItsSeries(double y) {
        int maxOrder = 12;
        double[] got = new double[maxOrder + 1];
        ModifiedSphericalBessel.scaled(y, maxOrder, got);
        BigDecimal z = new BigDecimal(y).multiply(new BigDecimal(y)).divide(BigDecimal.valueOf(2));
        MathContext digits = new MathContext(80);
        BigDecimal exponential = y > 1e-200 ? exponential(y) : BigDecimal.ONE;
        for (int l = 0; l <= maxOrder; l++) {
            // i_l = y^l/(2l+1)!! Σ_k (y²/2)^k / (k! (2l+3)(2l+5)...(2l+2k+1))   (DLMF 10.53.3)
            BigDecimal term = new BigDecimal(y).pow(l);
            for (int k = 1; k <= l; k++) {
                term = term.divide(BigDecimal.valueOf(2 * k + 1), digits);
            }
            BigDecimal sum = term;
            for (int k = 1; k < 3 * y + 40; k++) {
                term = term.multiply(z).divide(BigDecimal.valueOf((long) k * (2 * (l + k) + 1)), digits);
                sum = sum.add(term, digits);
            }
            double expected = sum.divide(exponential, digits).doubleValue();
            assertThat(got[l]).as("l = %d", l).isCloseTo(expected, within(Math.max(4e-15 * expected, 1e-300)));
        }
    }

    @Test
    void gaussLegendreIntegratesPolynomialsExactly() {
        for (int points = 1; points <= 40; points++) {
            GaussLegendre rule = new GaussLegendre(points);
            for (int degree = 0; degree <= 2 * points - 1; degree++) {
                double sum = 0;
                for (int i = 0; i < points; i++) {
                    sum += rule.weight(i) * Math.pow(rule.node(i), degree);
                }
                assertThat(sum).isCloseTo(degree % 2 == 0 ? 2.0 / (degree + 1) : 0, within(2e-14));
            }
        }
    }

    private static BigDecimal exact(DoubleDouble x) {
        return new BigDecimal(x.high()).add(new BigDecimal(x.low()));
    }

    /** e^y as (e^(y/2^20))^(2^20). */
    private static BigDecimal exponential(double y) {
        MathContext digits = new MathContext(120);
        BigDecimal x = new BigDecimal(y / (1 << 20));
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; n < 60; n++) {
            term = term.multiply(x, digits).divide(BigDecimal.valueOf(n), digits);
            sum = sum.add(term, digits);
        }
        return sum.pow(1 << 20, digits);
    }
}
