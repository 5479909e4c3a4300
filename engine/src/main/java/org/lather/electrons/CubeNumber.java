package org.lather.electrons;

/** Numbers of cube files in the form {@code 1.23456E-03}, much faster than a general format. */
final class CubeNumber {
    private static final int DIGITS = 5;
    private static final double[] POWERS = new double[620];

    static {
        for (int e = 0; e < POWERS.length; e++) {
            POWERS[e] = Double.parseDouble("1e" + (e - 310));
        }
    }

    private CubeNumber() {}

    /** Returns a number with six digits in 12 characters; exponents of three digits become zero or stay in 13. */
    static String text(double value) {
        double x = Math.abs(value);
        if (x < 1e-99) {
            return " 0.00000E+00";
        }
        int exponent = (int) Math.floor(Math.log10(x));
        long digits = Math.round(x * POWERS[310 + DIGITS - exponent]);
        if (digits >= 1_000_000) {
            exponent++;
            digits = Math.round(x * POWERS[310 + DIGITS - exponent]);
        } else if (digits < 100_000) {
            exponent--;
            digits = Math.round(x * POWERS[310 + DIGITS - exponent]);
        }
        String all = Long.toString(digits);
        StringBuilder out = new StringBuilder(13);
        out.append(value < 0 ? '-' : ' ').append(all.charAt(0)).append('.').append(all, 1, all.length());
        out.append('E').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return out.append(size < 10 ? "0" : "").append(size).toString();
    }
}
