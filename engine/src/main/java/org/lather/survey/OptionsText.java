package org.lather.survey;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of an options file with comments of at most 100 columns. */
final class OptionsText {
    private static final int WIDTH = 100;

    /** Text that YAML reads as the same text without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./+*^-]*");

    private static final List<String> RESERVED = List.of("true", "false", "null", "yes", "no", "on", "off", "nan");

    private final StringBuilder out = new StringBuilder();

    void line(int indent, String text) {
        out.append("  ".repeat(indent)).append(text).append('\n');
    }

    /** Adds a comment, in several lines if it is long. */
    void comment(int indent, String text) {
        String start = "  ".repeat(indent) + "#";
        StringBuilder line = new StringBuilder(start);
        for (String word : text.split(" ", -1)) {
            if (line.length() > start.length() && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(start);
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }

    /** A text as a YAML scalar. */
    static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches()
                && RESERVED.stream().noneMatch(r -> r.equalsIgnoreCase(text) || text.equalsIgnoreCase("." + r));
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** A number without an exponent or needless zeros. */
    static String number(double x) {
        BigDecimal d = new BigDecimal(Double.toString(x)).stripTrailingZeros();
        return (d.scale() < 1 ? d.setScale(1) : d).toPlainString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
