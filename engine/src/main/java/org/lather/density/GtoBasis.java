package org.lather.density;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lather.math.DoubleDouble;
import org.lather.math.HalfIntegerGamma;
import org.lather.math.InverseSquareRoot;

/**
 * Gaussian-type orbitals, orthonormalised symmetrically (Löwdin), n = 0..N−1: s_n = rc max(√n, 1)/N, N_n =
 * √(2/(s_n^(2n+3) Γ(n+3/2))), S_ab = N_a N_b ½ Γ((3+a+b)/2) (1/2s_a² + 1/2s_b²)^(−(3+a+b)/2), R_n(r) = Σ_k
 * (S^(−1/2))_nk N_k r^k exp(−r²/2s_k²), so that ∫ R_n R_n' r² dr = δ_nn'. This is featomic's basis.
 *
 * <p>S^(−1/2) has entries up to 1e6 at N = 20 that cancel: it is computed with 40 + 2N digits and contracted in
 * {@link DoubleDouble}, so that R_n is correct to rounding for every N. Immutable.
 */
public final class GtoBasis {
    private static final Map<Integer, Orthonormal> BY_SIZE = new ConcurrentHashMap<>();

    private final double radius;
    private final int size;
    private final double norm;
    private final Orthonormal orthonormal;

    /** The matrices S, S^(−1/2) and S^(−1/2)_nk N_k with lengths in units of rc/N, in which they depend only on N. */
    private static final class Orthonormal {
        final BigDecimal[][] overlap;
        final BigDecimal[][] inverseSquareRoot;
        final DoubleDouble[] coefficients;

        Orthonormal(int size) {
            int digits = 40 + 2 * size;
            MathContext context = new MathContext(digits, RoundingMode.HALF_EVEN);
            BigDecimal[] gamma = HalfIntegerGamma.upTo(2 * size + 1, context);
            BigDecimal[] norms = new BigDecimal[size];
            for (int n = 0; n < size; n++) {
                BigDecimal s2 = squaredWidth(n);
                BigDecimal power = s2.pow(n + 1, context).multiply(s2.sqrt(context), context);
                norms[n] = BigDecimal.valueOf(2)
                        .divide(power.multiply(gamma[2 * n + 2]), context)
                        .sqrt(context);
            }
            overlap = new BigDecimal[size][size];
            for (int sum = 0; sum <= 2 * size - 2; sum++) {
                for (int a = Math.max(0, sum - size + 1); 2 * a <= sum; a++) {
                    int b = sum - a;
                    BigDecimal sa = squaredWidth(a);
                    BigDecimal sb = squaredWidth(b);
                    // 1/(1/2s_a² + 1/2s_b²) = 2 s_a² s_b²/(s_a² + s_b²)
                    BigDecimal width =
                            BigDecimal.valueOf(2).multiply(sa).multiply(sb).divide(sa.add(sb), context);
                    BigDecimal power = width.pow(1 + sum / 2, context)
                            .multiply(sum % 2 == 0 ? width.sqrt(context) : width, context);
                    // width^((3 + sum)/2)
                    BigDecimal value = norms[a].multiply(norms[b], context)
                            .multiply(gamma[2 + sum], context)
                            .multiply(power, context)
                            .multiply(new BigDecimal("0.5"), context);
                    overlap[a][b] = value;
                    overlap[b][a] = value;
                }
            }
            inverseSquareRoot = InverseSquareRoot.of(overlap, digits);
            coefficients = new DoubleDouble[size * size];
            for (int n = 0; n < size; n++) {
                for (int k = 0; k < size; k++) {
                    coefficients[n * size + k] = DoubleDouble.of(inverseSquareRoot[n][k].multiply(norms[k], context));
                }
            }
        }

        private static BigDecimal squaredWidth(int n) {
            return BigDecimal.valueOf(Math.max(n, 1));
        }
    }

    /**
     * @param radius cutoff radius rc, Å, positive
     * @param size number of functions N, at least 1
     * @throws IllegalArgumentException if the radius or the number of functions is not positive
     */
    public GtoBasis(double radius, int size) {
        if (!(radius > 0) || size < 1) {
            throw new IllegalArgumentException(
                    "expected a positive radius and at least 1 radial function, got " + radius + " and " + size);
        }
        this.radius = radius;
        this.size = size;
        double unit = radius / size;
        this.norm = 1 / (unit * Math.sqrt(unit));
        this.orthonormal = BY_SIZE.computeIfAbsent(size, Orthonormal::new);
    }

    /** The cutoff radius rc, Å. */
    public double radius() {
        return radius;
    }

    /** The number of functions N. */
    public int size() {
        return size;
    }

    /** The width s_n, Å. */
    public double width(int n) {
        return radius * Math.sqrt(Math.max(n, 1)) / size;
    }

    /**
     * The distance in Å from which every R_n is below 1e-20 of its largest value: with t = r N/rc and k = N − 1, t^k
     * exp(−t²/2k) falls from its peak at t = k at least as exp(−(t − k)²/2k), here e^−80, which the coefficients
     * S^(−1/2) amplify by at most 1e15.
     */
    double extent() {
        int k = Math.max(size - 1, 1);
        return radius / size * (k + Math.sqrt(160.0 * k));
    }

    /** The overlap S_ab, with all digits of the computation. */
    public BigDecimal overlap(int a, int b) {
        return orthonormal.overlap[a][b];
    }

    /** The element (S^(−1/2))_nk, with all digits of the computation. */
    public BigDecimal inverseSquareRoot(int n, int k) {
        return orthonormal.inverseSquareRoot[n][k];
    }

    /**
     * @param r distance, Å, not negative; may exceed the radius
     * @param out R_n(r), Å^(−3/2), at [n]
     */
    public void values(double r, double[] out) {
        DoubleDouble t = DoubleDouble.of(r).times(size).dividedBy(radius);
        DoubleDouble exponent = t.times(t).times(-0.5);
        DoubleDouble power = DoubleDouble.ONE;
        DoubleDouble[] primitives = new DoubleDouble[size];
        for (int k = 0; k < size; k++) {
            primitives[k] = power.times(exponent.dividedBy(Math.max(k, 1)).exp());
            power = power.times(t);
        }
        for (int n = 0; n < size; n++) {
            DoubleDouble sum = DoubleDouble.ZERO;
            for (int k = 0; k < size; k++) {
                sum = sum.plus(orthonormal.coefficients[n * size + k].times(primitives[k]));
            }
            out[n] = sum.high() * norm;
        }
    }
}
