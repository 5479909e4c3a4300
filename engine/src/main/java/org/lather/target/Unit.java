package org.lather.target;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A unit of measure: units from a fixed list, combined by {@code *}, {@code /} and {@code ^} with whole exponents, read
 * from the left, e.g. {@code eV/A^3}. Constants: CODATA 2018.
 */
public final class Unit {
    private static final double ELEMENTARY_CHARGE = 1.602176634e-19; // C, exact
    private static final double AVOGADRO = 6.02214076e23; // 1/mol, exact
    private static final double BOHR = 0.529177210903; // Å
    private static final double HARTREE = 27.211386245988; // eV
    private static final double DEBYE = 1e-11 / 299792458.0 / ELEMENTARY_CHARGE; // e Å

    /** Symbols; names with a slash come first, so that they are matched before their parts. */
    private static final List<Symbol> SYMBOLS = List.of(
            new Symbol("kcal/mol", 4184 / ELEMENTARY_CHARGE / AVOGADRO, 1, 0, 0),
            new Symbol("kJ/mol", 1000 / ELEMENTARY_CHARGE / AVOGADRO, 1, 0, 0),
            new Symbol("eV", 1, 1, 0, 0),
            new Symbol("meV", 1e-3, 1, 0, 0),
            new Symbol("Ha", HARTREE, 1, 0, 0),
            new Symbol("Ry", HARTREE / 2, 1, 0, 0),
            new Symbol("A", 1, 0, 1, 0),
            new Symbol("Å", 1, 0, 1, 0),
            new Symbol("bohr", BOHR, 0, 1, 0),
            new Symbol("e", 1, 0, 0, 1),
            new Symbol("D", DEBYE, 0, 1, 1),
            new Symbol("ppm", 1e-6, 0, 0, 0),
            new Symbol("nm", 10, 0, 1, 0),
            new Symbol("GPa", 1e-21 / ELEMENTARY_CHARGE, 1, -3, 0),
            new Symbol("MPa", 1e-24 / ELEMENTARY_CHARGE, 1, -3, 0),
            new Symbol("Pa", 1e-30 / ELEMENTARY_CHARGE, 1, -3, 0),
            new Symbol("kbar", 1e-22 / ELEMENTARY_CHARGE, 1, -3, 0),
            new Symbol("bar", 1e-25 / ELEMENTARY_CHARGE, 1, -3, 0),
            new Symbol("1", 1, 0, 0, 0));

    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("angstrom", "A"),
            Map.entry("å", "A"),
            Map.entry("ang", "A"),
            Map.entry("hartree", "Ha"),
            Map.entry("eh", "Ha"),
            Map.entry("rydberg", "Ry"),
            Map.entry("debye", "D"),
            Map.entry("a0", "bohr"),
            Map.entry("kb", "kbar"),
            Map.entry("kcal", "kcal/mol"),
            Map.entry("kj", "kJ/mol"));

    /** Electronvolt. */
    public static final Unit EV = of("eV");

    /** A symbol, its value in eV, Å and e, and the exponents of these. */
    private record Symbol(String name, double factor, int energy, int length, int charge) {}

    private final String text;
    private final double factor;
    private final int[] dimension;

    private Unit(String text, double factor, int[] dimension) {
        this.text = text;
        this.factor = factor;
        this.dimension = dimension;
    }

    /**
     * Reads a unit.
     *
     * @throws IllegalArgumentException if a name is not in the list, or the text does not have this form
     */
    public static Unit of(String text) {
        String rest = text.strip().replace('\u212B', 'Å'); // the sign of the unit, and the letter
        double factor = 1;
        int[] dimension = new int[3];
        int sign = 1;
        while (true) {
            Symbol symbol = first(rest, text);
            rest = rest.substring(symbol.name.length()).strip();
            int exponent = sign;
            if (rest.startsWith("^")) {
                rest = rest.substring(1).strip();
                String number = upToOperator(rest);
                if (!number.matches("[+-]?\\d{1,2}")) {
                    throw new IllegalArgumentException(
                            "expected a whole number after ^ in the unit `" + text + "`, got `" + number + "`");
                }
                exponent *= Integer.parseInt(number);
                rest = rest.substring(number.length()).strip();
            }
            factor *= Math.pow(symbol.factor, exponent);
            dimension[0] += exponent * symbol.energy;
            dimension[1] += exponent * symbol.length;
            dimension[2] += exponent * symbol.charge;
            if (rest.isEmpty()) {
                return new Unit(text.strip(), factor, dimension);
            }
            if (!rest.startsWith("*") && !rest.startsWith("/")) {
                throw new IllegalArgumentException(
                        "expected *, / or ^ in the unit `" + text + "` before `" + rest + "`");
            }
            sign = rest.startsWith("*") ? 1 : -1;
            rest = rest.substring(1).strip();
        }
    }

    private static Symbol first(String rest, String text) {
        for (Symbol s : SYMBOLS) {
            if (rest.startsWith(s.name) && rest.substring(s.name.length()).matches("(?s)([*/^\\s].*)?")) {
                return s;
            }
        }
        String name = upToOperator(rest);
        throw new IllegalArgumentException(
                "unknown unit `" + name + "`" + (name.equals(text) ? "" : " in `" + text + "`") + ". " + advice(name));
    }

    private static String upToOperator(String text) {
        return text.split("[*/^\\s]", 2)[0];
    }

    private static String advice(String name) {
        String guess = OTHER_NAMES.get(name.toLowerCase(Locale.ROOT));
        for (Symbol s : SYMBOLS) {
            if (guess == null && s.name.equalsIgnoreCase(name)) {
                guess = s.name;
            }
        }
        return guess != null
                ? "Did you mean `" + guess + "`?"
                : "Known are " + SYMBOLS.stream().map(Symbol::name).collect(Collectors.joining(", "))
                        + ", joined by *, / and ^";
    }

    /** The factor from this unit to the product of eV, Å and e. */
    public double factor() {
        return factor;
    }

    /** Whether values in this unit can be converted to another. */
    public boolean isCompatibleWith(Unit other) {
        return Arrays.equals(dimension, other.dimension);
    }

    /**
     * The factor from this unit to another.
     *
     * @throws IllegalArgumentException if the units have different dimensions
     */
    public double in(Unit other) {
        if (!isCompatibleWith(other)) {
            throw new IllegalArgumentException(
                    "expected a unit that can be converted to `" + other.text + "`, got `" + text + "`");
        }
        return factor / other.factor;
    }

    /** The unit as it was written. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Unit u && u.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
