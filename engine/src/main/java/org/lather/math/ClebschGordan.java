package org.lather.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Clebsch-Gordan coefficients C of real spherical harmonics (see {@link SphericalHarmonics} for order, sign and norm):
 * the product of a vector a of order l1 and b of order l2 coupled to order L is
 *
 * <p>T_M = (−1)^(l1+l2+L) Σ_(m1 m2) C_(m1 m2 M) a_m1 b_m2,
 *
 * <p>with C = U_L · ⟨l1 μ1 l2 μ2|L M⟩ · U_l1⁺ · U_l2⁺, U_l from complex to real harmonics; the real part where l1 + l2
 * + L is even, the imaginary part where it is odd (the other part is zero). Then (1, 1) → 0 is −a·b/√3, (1, 1) → 1 is
 * −(a × b)/√2, both in the order y, z, x. For fixed l1, l2 all L together are an orthogonal matrix.
 *
 * <p>The complex coefficients are Racah's sum (Varshalovich, Moskalev, Khersonskii 1988, eq. 8.2.1(3),
 * doi:10.1142/0270) in exact integers, rounded once.
 */
public final class ClebschGordan {
    private static final MathContext DIGITS = new MathContext(40);
    private final int l1;
    private final int l2;
    private final int order;
    private final List<Entry> entries;

    /**
     * A non-zero coefficient.
     *
     * @param m1 from −l1 to l1
     * @param m2 from −l2 to l2
     * @param m M, from −L to L
     */
    public record Entry(int m1, int m2, int m, double value) {}

    private ClebschGordan(int l1, int l2, int order, List<Entry> entries) {
        this.l1 = l1;
        this.l2 = l2;
        this.order = order;
        this.entries = entries;
    }

    /** Whether the orders l1 and l2 couple to {@code order}. */
    public static boolean couples(int l1, int l2, int order) {
        return order >= Math.abs(l1 - l2) && order <= l1 + l2;
    }

    /**
     * The coefficients that couple orders l1 and l2 to L.
     *
     * @param l1 not negative
     * @param l2 not negative
     * @param order L, from |l1 − l2| to l1 + l2
     * @throws IllegalArgumentException if the orders do not couple
     */
    public static ClebschGordan of(int l1, int l2, int order) {
        if (l1 < 0 || l2 < 0 || !couples(l1, l2, order)) {
            throw new IllegalArgumentException("expected orders with |l1 - l2| <= L <= l1 + l2, got l1 = " + l1
                    + ", l2 = " + l2 + ", L = " + order);
        }
        List<Entry> entries = new ArrayList<>();
        for (int m = -order; m <= order; m++) {
            for (int m1 = -l1; m1 <= l1; m1++) {
                for (int m2 = -l2; m2 <= l2; m2++) {
                    double value = real(new Harmonic(l1, m1), new Harmonic(l2, m2), new Harmonic(order, m));
                    if (value != 0) {
                        entries.add(new Entry(m1, m2, m, value));
                    }
                }
            }
        }
        return new ClebschGordan(l1, l2, order, List.copyOf(entries));
    }

    public int l1() {
        return l1;
    }

    public int l2() {
        return l2;
    }

    /** The order L of the product. */
    public int order() {
        return order;
    }

    /** The sign (−1)^(l1+l2+L) of the coupled product; also its parity if both factors have even parity. */
    public int sign() {
        return (l1 + l2 + order) % 2 == 0 ? 1 : -1;
    }

    /** All non-zero coefficients, sorted by M, m1, m2. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Couples one pair of vectors: T_M for all M.
     *
     * @param a 2 l1 + 1 values
     * @param b 2 l2 + 1 values
     * @return 2 L + 1 values
     */
    public double[] couple(double[] a, double[] b) {
        double[] t = new double[2 * order + 1];
        for (Entry e : entries) {
            t[e.m() + order] += sign() * e.value() * a[e.m1() + l1] * b[e.m2() + l2];
        }
        return t;
    }

    /** The real spherical harmonic Y_lm. */
    private record Harmonic(int l, int m) {}

    /** One real coefficient: the sum over the at most eight combinations (μ1, μ2, μ) of complex harmonics. */
    private static double real(Harmonic a, Harmonic b, Harmonic product) {
        boolean imaginary = (a.l() + b.l() + product.l()) % 2 != 0;
        int m1 = a.m();
        int m2 = b.m();
        int m = product.m();
        double sum = 0;
        for (int s1 = 0; s1 < (m1 == 0 ? 1 : 2); s1++) {
            for (int s2 = 0; s2 < (m2 == 0 ? 1 : 2); s2++) {
                int mu1 = s1 == 0 ? Math.abs(m1) : -Math.abs(m1);
                int mu2 = s2 == 0 ? Math.abs(m2) : -Math.abs(m2);
                int mu = mu1 + mu2;
                if (Math.abs(mu) != Math.abs(m)) {
                    continue;
                }
                // powers of i: U of a negative m has the factor −i, its conjugate +i
                int quarter = (m1 < 0 ? 1 : 0) + (m2 < 0 ? 1 : 0) + (m < 0 ? 3 : 0);
                if ((quarter % 2 != 0) != imaginary) {
                    continue;
                }
                double sign = quarter % 4 >= 2 ? -1 : 1;
                sum += sign
                        * part(m1, mu1)
                        * part(m2, mu2)
                        * part(m, mu)
                        * complex(a.l(), mu1, b.l(), mu2, product.l(), mu);
            }
        }
        return Math.abs(sum) < 1e-15 ? 0 : sum;
    }

    /** The element U_(m,μ) without the factor −i that it has for negative m. */
    private static double part(int m, int mu) {
        if (m == 0) {
            return 1;
        }
        double h = Math.sqrt(0.5);
        if (mu > 0) {
            return mu % 2 == 0 ? h : -h;
        }
        return m > 0 ? h : -h;
    }

    /** The coefficient ⟨l1 m1 l2 m2|L M⟩ of complex harmonics with the Condon-Shortley phase. */
    private static double complex(int l1, int m1, int l2, int m2, int order, int m) {
        BigDecimal sum = BigDecimal.ZERO;
        int from = Math.max(0, Math.max(l2 - order - m1, l1 - order + m2));
        int to = Math.min(l1 + l2 - order, Math.min(l1 - m1, l2 + m2));
        for (int k = from; k <= to; k++) {
            BigInteger product = factorial(k)
                    .multiply(factorial(l1 + l2 - order - k))
                    .multiply(factorial(l1 - m1 - k))
                    .multiply(factorial(l2 + m2 - k))
                    .multiply(factorial(order - l2 + m1 + k))
                    .multiply(factorial(order - l1 - m2 + k));
            BigDecimal term = BigDecimal.ONE.divide(new BigDecimal(product), DIGITS);
            sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
        }
        BigInteger up = BigInteger.valueOf(2L * order + 1)
                .multiply(factorial(l1 + l2 - order))
                .multiply(factorial(l1 - l2 + order))
                .multiply(factorial(l2 - l1 + order))
                .multiply(factorial(l1 + m1))
                .multiply(factorial(l1 - m1))
                .multiply(factorial(l2 + m2))
                .multiply(factorial(l2 - m2))
                .multiply(factorial(order + m))
                .multiply(factorial(order - m));
        BigDecimal root = new BigDecimal(up)
                .divide(new BigDecimal(factorial(l1 + l2 + order + 1)), DIGITS)
                .sqrt(DIGITS);
        return root.multiply(sum, DIGITS).doubleValue();
    }

    private static BigInteger factorial(int n) {
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= n; i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return product;
    }
}
