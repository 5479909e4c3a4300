package org.lather.structure.file;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Parses decimal numbers from bytes, rounded correctly (bitwise identical to {@link Double#parseDouble}). It also
 * accepts Fortran's exponent letter D, Mathematica's exponent {@code *^}, and nan and inf in any case.
 */
final class NumberText {
    private static final double[] POWERS = new double[23];

    /** Largest value to which another digit can be appended in a long. */
    private static final long ROOM = 900_000_000_000_000_000L;

    private static final long EXACT = 1L << 53;

    static {
        // 10^22 is the largest power of ten that a double holds exactly
        double p = 1;
        for (int k = 0; k < POWERS.length; k++) {
            POWERS[k] = p;
            p *= 10;
        }
    }

    private NumberText() {}

    /** @throws NumberFormatException if the text is not a number */
    static double parse(byte[] text, int from, int to) {
        int i = from;
        boolean negative = false;
        if (i < to && (text[i] == '-' || text[i] == '+')) {
            negative = text[i] == '-';
            i++;
        }
        long m = 0;
        int digits = 0;
        int exponent = 0;
        boolean point = false;
        for (; i < to; i++) {
            int c = text[i] - '0';
            if (c >= 0 && c <= 9) {
                if (m >= ROOM) {
                    return exact(text, from, to);
                }
                m = 10 * m + c;
                digits++;
                if (point) {
                    exponent--;
                }
            } else if (c == '.' - '0' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return exact(text, from, to);
        }
        if (i < to) {
            if (((text[i] | 0x20) != 'e' && (text[i] | 0x20) != 'd') || to - i > 5) {
                return exact(text, from, to);
            }
            i++;
            boolean down = i < to && text[i] == '-';
            if (i < to && (text[i] == '-' || text[i] == '+')) {
                i++;
            }
            if (i == to) {
                return exact(text, from, to);
            }
            int e = 0;
            for (; i < to; i++) {
                int c = text[i] - '0';
                if (c < 0 || c > 9) {
                    return exact(text, from, to);
                }
                e = 10 * e + c;
            }
            exponent += down ? -e : e;
        }
        double x;
        if (m == 0) {
            x = 0;
        } else if (exponent == 0) {
            x = m;
        } else if (exponent < 0 && exponent >= -22) {
            x = m <= EXACT ? m / POWERS[-exponent] : quotient(m, POWERS[-exponent]);
            if (Double.isNaN(x)) {
                return exact(text, from, to);
            }
        } else if (exponent > 0 && exponent <= 22 && m <= EXACT) {
            x = m * POWERS[exponent];
        } else {
            return exact(text, from, to);
        }
        return negative ? -x : x;
    }

    static double parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return parse(bytes, 0, bytes.length);
    }

    /**
     * The quotient m / p rounded correctly, or NaN if it is too close to the midpoint of two doubles to decide. With q
     * = fl(m / p) the remainder is exact, so m / p = q + c where c is known to 50 bits; rounding is monotone, so the
     * two ends of c's interval enclose the answer.
     */
    private static double quotient(long m, double p) {
        double high = m;
        double low = m - (long) high;
        double q = high / p;
        double c = (Math.fma(-q, p, high) + low) / p;
        double a = q + c * (1 - 0x1p-48);
        double b = q + c * (1 + 0x1p-48);
        return a == b ? a : Double.NaN;
    }

    private static double exact(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replace("*^", "e");
        if (isDecimal(text)) {
            return Double.parseDouble(text.replace('D', 'e').replace('d', 'e'));
        }
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        double x = switch (text.substring(sign).toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            default -> throw new NumberFormatException("expected a number, found '" + text + "'");
        };
        return text.startsWith("-") ? -x : x;
    }

    /**
     * Whether the text is a decimal number; stricter than {@link Double#parseDouble}, which also accepts 1f and
     * hexadecimal numbers.
     */
    private static boolean isDecimal(String text) {
        int n = text.length();
        int i = n > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int digits = 0;
        boolean point = false;
        for (; i < n; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0 || i == n) {
            return digits > 0;
        }
        if ("eEdD".indexOf(text.charAt(i)) < 0) {
            return false;
        }
        i++;
        if (i < n && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        if (i == n) {
            return false;
        }
        for (; i < n; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
