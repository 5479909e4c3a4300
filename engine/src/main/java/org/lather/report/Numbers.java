package org.lather.report;

import java.util.Locale;

/** Numbers as the page shows them. */
final class Numbers {
    private static final double SMALLEST = 1e-3;
    private static final double LARGEST = 1e5;

    private Numbers() {}

    /** A number with three digits: {@code 0.0123}, {@code 12.3}, {@code 1.23e-7}; a dash for NaN. */
    static String three(double x) {
        if (!Double.isFinite(x)) {
            return "–";
        }
        double size = Math.abs(x);
        if (size == 0) {
            return "0";
        }
        if (size < SMALLEST || size >= LARGEST) {
            return signed(
                    String.format(Locale.ROOT, "%.2e", x).replace("e-0", "e-").replace("e+0", "e"));
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return signed(String.format(Locale.ROOT, "%,." + decimals + "f", x));
    }

    private static String signed(String number) {
        return number.startsWith("-") ? "−" + number.substring(1) : number;
    }

    /** A length or place in a drawing. */
    static String pixels(double x) {
        return String.format(Locale.ROOT, "%.1f", x).replace(".0", "");
    }

    /** A number with its unit; the unit 1 is left out. */
    static String three(double x, String unit) {
        return unit(three(x), unit);
    }

    /** A text with a unit; the unit 1 is left out. */
    static String unit(String text, String unit) {
        return unit.equals("1") ? text : text + " " + symbols(unit);
    }

    /** A unit with the signs of print: {@code eV/Å³} for {@code eV/A^3}. */
    static String symbols(String unit) {
        return unit.replace("^2", "²")
                .replace("^3", "³")
                .replace("^4", "⁴")
                .replace("^5", "⁵")
                .replace("^6", "⁶")
                .replaceAll("\\bA\\b", "Å")
                .replace("A²", "Å²")
                .replace("A³", "Å³")
                .replace("*", "·");
    }

    /** A count with separators. */
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** A count and its noun, which takes an s unless the count is 1. */
    static String count(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    /** A percentage. */
    static String percent(double fraction) {
        return Double.isFinite(fraction) ? String.format(Locale.ROOT, "%.0f %%", 100 * fraction) : "–";
    }

    /** A time: {@code 12.3 s} or {@code 4 min 5 s}. */
    static String seconds(double t) {
        if (t < 120) {
            return String.format(Locale.ROOT, t < 10 ? "%.2f s" : "%.1f s", t);
        }
        long s = Math.round(t);
        return s < 7200 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
    }

    /** A number of bytes, in MB or GB. */
    static String bytes(long n) {
        return n < 1_000_000_000L
                ? String.format(Locale.ROOT, "%.1f MB", n * 1e-6)
                : String.format(Locale.ROOT, "%.2f GB", n * 1e-9);
    }
}
