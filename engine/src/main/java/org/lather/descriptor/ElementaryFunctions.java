package org.lather.descriptor;

/**
 * Elementary functions of many numbers, of sums and products alone, which compilers turn into vector instructions.
 * Relative errors are some units in the last place, and results are the same on every machine.
 */
final class ElementaryFunctions {
    /** Exponents below this one give exp of it, some 1e-304. */
    private static final double LOWEST = -700;

    private static final double LOG2_E = 1.4426950408889634;
    /** The sum of both is ln 2; products of the first with integers below 2^20 are exact. */
    private static final double LN2_HIGH = 0x1.62e42fee00000p-1;

    private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
    /** Numbers near this one are integers, whose lowest bits are those of the integer that was added. */
    private static final double INTEGERS = 0x1.8p52;

    private static final int EXPONENT = 52;
    private static final long BIAS = 1023L << EXPONENT;

    private ElementaryFunctions() {}

    /**
     * Computes exp(x) for x ≤ 0: 2^n exp(r) with |r| ≤ ln 2/2 and the Taylor series of degree 13.
     *
     * @param x receives exp(x)
     * @param nearest [count], scratch
     */
    static void exp(double[] x, double[] nearest, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.max(LOWEST, x[i]);
        }
        for (int i = 0; i < count; i++) {
            double shifted = x[i] * LOG2_E + INTEGERS;
            double n = shifted - INTEGERS;
            double r = x[i] - n * LN2_HIGH - n * LN2_LOW;
            double p = 1.6059043836821613e-10;
            p = p * r + 2.08767569878681e-9;
            p = p * r + 2.505210838544172e-8;
            p = p * r + 2.755731922398589e-7;
            p = p * r + 2.7557319223985893e-6;
            p = p * r + 2.48015873015873e-5;
            p = p * r + 1.984126984126984e-4;
            p = p * r + 1.388888888888889e-3;
            p = p * r + 8.333333333333333e-3;
            p = p * r + 4.1666666666666664e-2;
            p = p * r + 0.16666666666666666;
            p = p * r + 0.5;
            p = p * r + 1;
            nearest[i] = shifted;
            x[i] = p * r + 1;
        }
        for (int i = 0; i < count; i++) {
            x[i] *= Double.longBitsToDouble((Double.doubleToRawLongBits(nearest[i]) << EXPONENT) + BIAS);
        }
    }

    /**
     * Computes (1 + cos x)/2 for x from 0 to π, which is (1 − sin z)/2 with z = x − π/2, by the Taylor series of degree
     * 21.
     *
     * @param x receives the result
     */
    static void raisedCosine(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            double z = x[i] - 0.5 * Math.PI;
            double s = z * z;
            double p = 1.9572941063391263e-20;
            p = p * s - 8.22063524662433e-18;
            p = p * s + 2.8114572543455206e-15;
            p = p * s - 7.647163731819816e-13;
            p = p * s + 1.6059043836821613e-10;
            p = p * s - 2.505210838544172e-8;
            p = p * s + 2.7557319223985893e-6;
            p = p * s - 1.984126984126984e-4;
            p = p * s + 8.333333333333333e-3;
            p = p * s - 0.16666666666666666;
            x[i] = 0.5 * (1 - (p * s * z + z));
        }
    }
}
