package org.lather.math;

/**
 * Modified spherical Bessel functions of the first kind, scaled: e^(−y) i_l(y), i_0 = sinh(y)/y, i_(l−1) − i_(l+1) =
 * (2l + 1) i_l / y (DLMF §10.47, §10.51).
 */
public final class ModifiedSphericalBessel {
    private static final int EXTRA_ORDERS = 24;

    private ModifiedSphericalBessel() {}

    /**
     * Computes all orders with a relative error of a few 1e-16, in the direction in which the recurrence is stable.
     *
     * @param y argument, not negative
     * @param maxOrder the largest l
     * @param out e^(−y) i_l(y) at [l]
     */
    public static void scaled(double y, int maxOrder, double[] out) {
        out[0] = y == 0 ? 1 : -Math.expm1(-2 * y) / (2 * y);
        if (y > maxOrder * (maxOrder + 1.0)) {
            // upward recurrence: amplifies errors by about exp(l²/y) only
            double before = (1 + Math.exp(-2 * y)) / (2 * y);
            double at = out[0];
            for (int l = 0; l < maxOrder; l++) {
                double after = before - (2 * l + 1) / y * at;
                out[l + 1] = after;
                before = at;
                at = after;
            }
            return;
        }
        // downward recurrence for the ratios i_l / i_(l-1), each between 0 and 1
        int start = Math.max(maxOrder, (int) y) + EXTRA_ORDERS;
        double ratio = y / (start + Math.hypot(start, y));
        for (int l = start; l >= 1; l--) {
            ratio = 1 / ((2 * l + 1) / y + ratio);
            if (l <= maxOrder) {
                out[l] = ratio;
            }
        }
        for (int l = 1; l <= maxOrder; l++) {
            out[l] *= out[l - 1];
        }
    }
}
