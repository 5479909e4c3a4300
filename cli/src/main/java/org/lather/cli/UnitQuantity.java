package org.lather.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lather.options.OptionsException;
import org.lather.target.Unit;

/** Parses a number followed by a unit, like {@code 5GPa} or {@code 0.01 eV/A}. */
final class UnitQuantity {
    private static final Pattern FORM = Pattern.compile("\\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\\s*(.*?)\\s*");

    private UnitQuantity() {}

    /**
     * Returns the value in eV and Å.
     *
     * @param option name of the option, for messages
     * @param unit of a bare number
     */
    static double parse(String option, String text, Unit unit) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new OptionsException(option + ": expected a number in " + unit + ", got " + text);
        }
        try {
            double value = Double.parseDouble(m.group(1));
            Unit given = m.group(2).isEmpty() ? unit : Unit.of(m.group(2));
            // check dimensions
            return value * given.in(unit) * unit.factor();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(option + ": " + e.getMessage(), e);
        }
    }
}
