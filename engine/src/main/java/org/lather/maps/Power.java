package org.lather.maps;

/** Computes x^p for one exponent p: by multiplications, and a root, if 2 p is a small integer. */
final class Power {
    private static final int MOST_HALVES = 64;

    private final double exponent;
    /** The exponent in halves, or 0 if it is none of those that multiplications compute. */
    private final int halves;

    Power(double exponent) {
        this.exponent = exponent;
        double twice = 2 * exponent;
        this.halves = twice == Math.rint(twice) && twice > 0 && twice <= MOST_HALVES ? (int) twice : 0;
    }

    double of(double x) {
        if (halves == 0) {
            return Math.pow(x, exponent);
        }
        double out = (halves & 1) == 0 ? 1 : Math.sqrt(x);
        double square = x;
        for (int k = halves >> 1; k > 0; k >>= 1) {
            if ((k & 1) != 0) {
                out *= square;
            }
            square *= square;
        }
        return out;
    }
}
