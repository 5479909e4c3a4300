package org.lather.electrons;

import java.util.Arrays;

/**
 * A contracted Gaussian shell of order l: the 2l + 1 functions φ_m(r) = R(|r|) Y_lm(r/|r|) with R(r) = N r^l Σ_k c_k
 * N_k exp(−a_k r²), real spherical harmonics Y_lm ({@link org.lather.math.SphericalHarmonics}), N_k² = 2 (2a_k)^(l +
 * 3/2) / Γ(l + 3/2), and N such that ∫ φ_m² = 1. Lengths are in bohr.
 */
public final class Shell {
    private final int l;
    private final double[] exponents;
    private final double[] coefficients;
    private final double[] factors;

    /**
     * Creates a shell.
     *
     * @param l order, 0 to {@link AuxiliaryBasis#LARGEST_L}
     * @param exponents a_k in bohr⁻²
     * @param coefficients c_k of normalised Gaussians, as many as exponents
     * @throws IllegalArgumentException if the order is outside its range, an exponent is not positive, a number is not
     *     finite, or the sum vanishes
     */
    public Shell(int l, double[] exponents, double[] coefficients) {
        if (l < 0 || l > AuxiliaryBasis.LARGEST_L) {
            throw new IllegalArgumentException(
                    "expected an order l of a shell from 0 to " + AuxiliaryBasis.LARGEST_L + ", got " + l);
        }
        if (exponents.length == 0 || exponents.length != coefficients.length) {
            throw new IllegalArgumentException("expected as many coefficients as exponents of a shell, got "
                    + coefficients.length + " and " + exponents.length);
        }
        for (int k = 0; k < exponents.length; k++) {
            if (!(exponents[k] > 0) || !Double.isFinite(exponents[k]) || !Double.isFinite(coefficients[k])) {
                throw new IllegalArgumentException("expected a positive exponent and a finite coefficient of a shell,"
                        + " got " + exponents[k] + " and " + coefficients[k]);
            }
        }
        this.l = l;
        this.exponents = exponents.clone();
        this.coefficients = coefficients.clone();
        this.factors = new double[exponents.length];
        double square = 0;
        for (int k = 0; k < factors.length; k++) {
            factors[k] = coefficients[k] * Math.sqrt(2 * Math.pow(2 * exponents[k], l + 1.5) / gamma(2 * l + 3));
        }
        for (int k = 0; k < factors.length; k++) {
            for (int j = 0; j < factors.length; j++) {
                square += factors[k] * factors[j] * radial(2 * l + 2, exponents[k] + exponents[j]);
            }
        }
        if (!(square > 0) || !Double.isFinite(square)) {
            throw new IllegalArgumentException("expected a shell that can be normalised, got exponents "
                    + Arrays.toString(exponents) + " with coefficients " + Arrays.toString(coefficients));
        }
        for (int k = 0; k < factors.length; k++) {
            factors[k] /= Math.sqrt(square);
        }
    }

    /** Returns the order l. */
    public int l() {
        return l;
    }

    /** Returns the number of functions, 2l + 1. */
    public int functions() {
        return 2 * l + 1;
    }

    /** Returns the exponents a_k, in bohr⁻². */
    public double[] exponents() {
        return exponents.clone();
    }

    /** Returns the coefficients c_k of normalised Gaussians, as they were given. */
    public double[] coefficients() {
        return coefficients.clone();
    }

    /** The number of Gaussians. */
    int terms() {
        return exponents.length;
    }

    /** The exponent a_k, in bohr⁻². */
    double exponent(int k) {
        return exponents[k];
    }

    /** The factor N c_k N_k of a Gaussian. */
    double factor(int k) {
        return factors[k];
    }

    /** The value R(r) / r^l for r² in bohr². */
    double reduced(double square) {
        double sum = 0;
        for (int k = 0; k < exponents.length; k++) {
            sum += factors[k] * Math.exp(-exponents[k] * square);
        }
        return sum;
    }

    /** The moment ∫ r^(p+2) R(r) dr over r from 0 to ∞. */
    double moment(int p) {
        double sum = 0;
        for (int k = 0; k < exponents.length; k++) {
            sum += factors[k] * radial(l + p + 2, exponents[k]);
        }
        return sum;
    }

    /** ∫ r^p exp(−a r²) dr = Γ((p+1)/2) / (2 a^((p+1)/2)). */
    private static double radial(int p, double a) {
        return 0.5 * gamma(p + 1) * Math.pow(a, -0.5 * (p + 1));
    }

    /** Γ(n/2). */
    private static double gamma(int n) {
        double g = n % 2 == 0 ? 1 : Math.sqrt(Math.PI);
        for (int i = n % 2 == 0 ? 2 : 1; i < n; i += 2) {
            g *= 0.5 * i;
        }
        return g;
    }
}
