package org.lather.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Ticks of a logarithmic axis: 1, 2 and 5 times powers of ten. */
final class LogAxis {
    private static final double[] STEPS = {1, 2, 5, 10};

    private LogAxis() {}

    /** The largest tick that is not above a positive value. */
    static double below(double value) {
        double power = power(value);
        double out = power;
        for (double s : STEPS) {
            out = s * power <= value * (1 + 1e-12) ? s * power : out;
        }
        return out;
    }

    /** The smallest tick that is above a positive value. */
    static double above(double value) {
        double power = power(value);
        for (double s : STEPS) {
            if (s * power > value * (1 + 1e-12)) {
                return s * power;
            }
        }
        return 10 * power;
    }

    /** The label of a tick; blank for values between ticks. */
    static String label(double tick) {
        double step = tick / power(tick);
        for (double s : STEPS) {
            if (Math.abs(step - s) < 1e-6) {
                BigDecimal d = new BigDecimal(tick, new MathContext(1, RoundingMode.HALF_EVEN));
                return tick >= 1e-4 && tick < 1e7
                        ? d.stripTrailingZeros().toPlainString()
                        : d.unscaledValue() + "e" + -d.scale();
            }
        }
        return " ";
    }

    private static double power(double value) {
        return Math.pow(10, Math.floor(Math.log10(value) + 1e-12));
    }
}
