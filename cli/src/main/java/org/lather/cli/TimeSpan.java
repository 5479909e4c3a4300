package org.lather.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time, like {@code 90s}, {@code 10min} or {@code 2h}; a number alone is in seconds.
 *
 * @param seconds positive
 */
record TimeSpan(double seconds) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(s|min|m|h)?");

    static TimeSpan parse(String text) {
        Matcher m = FORM.matcher(text);
        double number = m.matches() ? Double.parseDouble(m.group(1)) : 0;
        if (!(number > 0)) {
            throw new IllegalArgumentException("expected a time like 90s, 10min or 2h, got " + text);
        }
        String unit = m.group(2) == null ? "s" : m.group(2);
        return new TimeSpan(
                switch (unit) {
                    case "h" -> 3600 * number;
                    case "min", "m" -> 60 * number;
                    default -> number;
                });
    }

    /** Converts the value of an option. */
    static final class Converter implements ITypeConverter<TimeSpan> {
        @Override
        public TimeSpan convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
