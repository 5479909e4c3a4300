package org.lather.maps;

/**
 * The function of sketch-map by which distances are compared (Ceriotti, Tribello, Parrinello, PNAS 108, 13023 (2011),
 * doi:10.1073/pnas.1108486108):
 *
 * <p>s(r) = 1 − (1 + (2^(a/b) − 1) (r/σ)^a)^(−b/a), with s(σ) = ½. Distances far below σ are mapped to 0 as r^a, those
 * far above it to 1 as 1 − r^−b.
 */
public final class Sigmoid {
    /** The largest 2^(a/b), above which powers of distances overflow. */
    private static final double LARGEST = 1e100;

    private static final double HUGE = 1e200;

    private final double sigma;
    private final double a;
    private final double b;
    private final double factor;
    private final double inverseSquare;
    private final Power near;
    private final Power far;

    /**
     * @param sigma σ, a distance
     * @param a exponent at small distances
     * @param b exponent at large distances
     * @throws IllegalArgumentException if a parameter is not positive and finite, or a so much larger or smaller than b
     *     that the function is a step
     */
    public Sigmoid(double sigma, double a, double b) {
        expectPositive("sigma", sigma);
        expectPositive("the exponent of small distances", a);
        expectPositive("the exponent of large distances", b);
        this.sigma = sigma;
        this.a = a;
        this.b = b;
        this.factor = Math.pow(2, a / b) - 1;
        if (!(factor > 0 && factor < LARGEST)) {
            throw new IllegalArgumentException(
                    "expected exponents of similar size of small and large distances, got " + a + " and " + b);
        }
        this.inverseSquare = 1 / (sigma * sigma);
        this.near = new Power(a / 2);
        this.far = new Power(b / a);
    }

    private static void expectPositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": expected a positive number, got " + value);
        }
    }

    /** The distance σ with s(σ) = ½. */
    public double sigma() {
        return sigma;
    }

    /** The exponent of small distances. */
    public double a() {
        return a;
    }

    /** The exponent of large distances. */
    public double b() {
        return b;
    }

    /** Computes s(r) from r². */
    double ofSquare(double square) {
        double u = factor * near.of(square * inverseSquare);
        // far away the first term is lost beside the second, which may exceed all numbers
        return u < HUGE
                ? 1 - 1 / far.of(1 + u)
                : 1 - Math.exp(-b / a * Math.log(factor) - b / 2 * Math.log(square * inverseSquare));
    }

    /** Computes ds/d(r²) from r² and s(r); 0 at r = 0, where it is not defined for a &lt; 2. */
    double slope(double square, double value) {
        if (square <= 0) {
            return 0;
        }
        double u = factor * near.of(square * inverseSquare);
        return b / 2 * (1 - value) / square * (u < HUGE ? u / (1 + u) : 1);
    }

    @Override
    public String toString() {
        return "sigma " + sigma + ", exponents " + a + " and " + b;
    }
}
