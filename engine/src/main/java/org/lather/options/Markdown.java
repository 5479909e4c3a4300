package org.lather.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Documentation of keys as Markdown and as plain text. */
final class Markdown {
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

    private Markdown() {}

    /** A default value: numbers as a user would write them, everything else as code. */
    static String value(@Nullable Object tree) {
        if (tree == null) {
            return "none";
        }
        if (tree instanceof Number number) {
            return number(number);
        }
        return "`" + (tree instanceof String text ? text : YamlText.of(tree)) + "`";
    }

    private static String number(Number n) {
        double x = n.doubleValue();
        return x == Math.rint(x) && Math.abs(x) < 1e9
                ? Long.toString((long) x)
                : String.valueOf(n).replace(".0E", "e");
    }

    /** Markdown without links and code marks. */
    static String plain(String markdown) {
        Matcher m = LINK.matcher(markdown);
        return m.replaceAll("$1").replace("`", "");
    }
}
