package org.lather.math;

import java.math.BigDecimal;

/**
 * A number as the unevaluated sum {@code high + low} of two doubles, about 32 decimal digits (Dekker 1971,
 * doi:10.1007/BF01397083; Hida, Li, Bailey 2001, doi:10.1109/ARITH.2001.930115).
 *
 * @param high the number rounded to double
 * @param low the rounding error of {@code high}, at most half a unit in its last place
 */
public record DoubleDouble(double high, double low) {
    public static final DoubleDouble ZERO = new DoubleDouble(0, 0);
    public static final DoubleDouble ONE = new DoubleDouble(1, 0);

    private static final DoubleDouble LN_2 =
            of(new BigDecimal("0.6931471805599453094172321214581765680755001343602553"));
    private static final int EXPONENTIAL_TERMS = 20;
    private static final int HALVINGS = 4;

    public static DoubleDouble of(double x) {
        return new DoubleDouble(x, 0);
    }

    /** Rounds a number to the nearest double, and the remainder to a second one. */
    public static DoubleDouble of(BigDecimal x) {
        double high = x.doubleValue();
        return new DoubleDouble(high, x.subtract(new BigDecimal(high)).doubleValue());
    }

    public DoubleDouble plus(DoubleDouble b) {
        double s = high + b.high;
        double v = s - high;
        double e = (high - (s - v)) + (b.high - v);
        double t = low + b.low;
        double w = t - low;
        double f = (low - (t - w)) + (b.low - w);
        double s1 = s + (e + t);
        double e1 = (e + t) - (s1 - s);
        return normalised(s1, e1 + f);
    }

    public DoubleDouble times(DoubleDouble b) {
        double p = high * b.high;
        double e = Math.fma(high, b.high, -p);
        return normalised(p, e + (high * b.low + low * b.high));
    }

    public DoubleDouble times(double b) {
        double p = high * b;
        return normalised(p, Math.fma(high, b, -p) + low * b);
    }

    public DoubleDouble dividedBy(double b) {
        double q = high / b;
        double rest = Math.fma(-q, b, high) + low;
        double q1 = rest / b;
        return normalised(q, q1 + (Math.fma(-q1, b, rest) / b));
    }

    /** e^x; 0 if it is below the range of doubles. */
    public DoubleDouble exp() {
        if (high < -745) {
            return ZERO;
        }
        int k = (int) Math.rint(high / LN_2.high);
        DoubleDouble x = plus(LN_2.times(-k)).times(0x1p-4);
        // e^x - 1 by its series, then (1 + y)² - 1 = 2y + y²: no digit of a small result is lost
        DoubleDouble y = x;
        for (int n = EXPONENTIAL_TERMS; n > 1; n--) {
            y = n == EXPONENTIAL_TERMS ? x.dividedBy(n) : y.plus(ONE).times(x).dividedBy(n);
        }
        y = y.plus(ONE).times(x);
        for (int i = 0; i < HALVINGS; i++) {
            y = y.times(2).plus(y.times(y));
        }
        DoubleDouble e = y.plus(ONE);
        // in two steps, as 2^k alone may be below the normal range
        double half = Math.scalb(1.0, k / 2);
        double rest = Math.scalb(1.0, k - k / 2);
        return new DoubleDouble(e.high * half * rest, e.low * half * rest);
    }

    private static DoubleDouble normalised(double a, double b) {
        double s = a + b;
        return new DoubleDouble(s, b - (s - a));
    }
}
