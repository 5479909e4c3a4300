package org.lather.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The gamma function Γ at half-integers: Γ(1/2) = √π, Γ(1) = 1, Γ(x + 1) = x Γ(x). */
public final class HalfIntegerGamma {
    private HalfIntegerGamma() {}

    /**
     * Γ(n/2) at [n − 1] for n = 1..last, with the precision of the context.
     *
     * @param last the largest n, at least 1
     * @throws IllegalArgumentException if the argument is not positive
     */
    public static BigDecimal[] upTo(int last, MathContext context) {
        if (last < 1) {
            throw new IllegalArgumentException(
                    "expected a positive argument of the gamma function, got " + last + "/2");
        }
        MathContext work = new MathContext(context.getPrecision() + 10, RoundingMode.HALF_EVEN);
        BigDecimal[] gamma = new BigDecimal[last];
        gamma[0] = pi(work).sqrt(work);
        for (int n = 2; n <= last; n++) {
            gamma[n - 1] = n == 2 ? BigDecimal.ONE : gamma[n - 3].multiply(BigDecimal.valueOf(0.5 * n - 1), work);
        }
        return gamma;
    }

    /** π = 16 arctan(1/5) − 4 arctan(1/239) (Machin). */
    static BigDecimal pi(MathContext context) {
        int digits = context.getPrecision() + 5;
        return BigDecimal.valueOf(16)
                .multiply(arctanOfInverse(5, digits))
                .subtract(BigDecimal.valueOf(4).multiply(arctanOfInverse(239, digits)))
                .round(context);
    }

    private static BigDecimal arctanOfInverse(int x, int digits) {
        BigDecimal square = BigDecimal.valueOf((long) x * x);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(x), digits, RoundingMode.HALF_EVEN);
        BigDecimal sum = power;
        for (int n = 3; power.signum() != 0; n += 2) {
            power = power.negate().divide(square, digits, RoundingMode.HALF_EVEN);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), digits, RoundingMode.HALF_EVEN));
        }
        return sum;
    }
}
