package org.lather.math;

/** The standard normal distribution. */
public final class NormalDistribution {
    private NormalDistribution() {}

    /**
     * The probability of a number between −z and z, erf(z/√2), with an error below 2·10⁻⁷ (Numerical Recipes, 3rd
     * edition, §6.2.2).
     *
     * @param z not negative
     */
    public static double central(double z) {
        double x = z / Math.sqrt(2);
        double t = 1 / (1 + 0.5 * x);
        double series = -1.26551223
                + t
                        * (1.00002368
                                + t
                                        * (0.37409196
                                                + t
                                                        * (0.09678418
                                                                + t
                                                                        * (-0.18628806
                                                                                + t
                                                                                        * (0.27886807
                                                                                                + t
                                                                                                        * (-1.13520398
                                                                                                                + t
                                                                                                                        * (1.48851587
                                                                                                                                + t
                                                                                                                                        * (-0.82215223
                                                                                                                                                + t
                                                                                                                                                        * 0.17087277))))))));
        return 1 - t * Math.exp(-x * x + series);
    }
}
