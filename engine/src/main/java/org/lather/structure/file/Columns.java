package org.lather.structure.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.lather.structure.Quoted;

/** The columns of a frame's atom lines, as {@code Properties=species:S:1:pos:R:3} declares them. */
final class Columns {
    /** A column: its name, its type (S, I, R or L), the index of its first word in a line, and its number of words. */
    record Column(String name, char type, int first, int width) {
        String declaration() {
            return name + ":" + type + ":" + width;
        }

        String describe(int word) {
            return width == 3 ? name + " " + "xyz".charAt(word) : width == 1 ? name : name + " " + (word + 1);
        }
    }

    private static final int MOST = 1 << 20;

    /** The number of columns that messages name. */
    private static final int SHOWN = 12;

    /** The columns of a plain XYZ frame. */
    static final Columns PLAIN = parse("species:S:1:pos:R:3");

    private final List<Column> columns;
    private final Map<String, Column> named;
    private final int words;
    private final Column species;
    private final Column positions;

    private Columns(Map<String, Column> named, int words, Column species, Column positions) {
        this.columns = List.copyOf(named.values());
        this.named = named;
        this.words = words;
        this.species = species;
        this.positions = positions;
    }

    /**
     * @throws IllegalArgumentException if the text is not a declaration of columns, or has no elements or no positions
     */
    static Columns parse(String properties) {
        String[] parts = properties.split(":", -1);
        if (parts.length % 3 != 0) {
            throw new IllegalArgumentException(
                    "expected name:type:count triples in Properties, found " + Quoted.of(properties) + ".");
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        int words = 0;
        for (int i = 0; i < parts.length; i += 3) {
            String name = parts[i];
            if (name.isBlank()) {
                throw new IllegalArgumentException("expected a column name in Properties, found an empty one.");
            }
            if (columns.containsKey(name)) {
                throw new IllegalArgumentException(
                        "expected different column names in Properties, found " + Quoted.of(name) + " twice.");
            }
            if (parts[i + 1].length() != 1 || "SIRL".indexOf(parts[i + 1].charAt(0)) < 0) {
                throw new IllegalArgumentException("expected a type S, I, R or L for column " + Quoted.of(name)
                        + " in Properties, found " + Quoted.of(parts[i + 1]) + ".");
            }
            int width = width(name, parts[i + 2]);
            columns.put(name, new Column(name, parts[i + 1].charAt(0), words, width));
            words += width;
            if (words > MOST) {
                throw new IllegalArgumentException("expected at most " + MOST + " columns in Properties, found more.");
            }
        }
        Column species = Optional.ofNullable(columns.get("species"))
                .or(() -> Optional.ofNullable(columns.get("Z")))
                .filter(c -> c.width() == 1)
                .orElseThrow(() ->
                        new IllegalArgumentException("expected the column species:S:1 or Z:I:1 in Properties, found "
                                + Quoted.of(properties) + "."));
        Column positions = Optional.ofNullable(columns.get("pos"))
                .filter(c -> c.width() == 3)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected the column pos:R:3 in Properties, found " + Quoted.of(properties) + "."));
        return new Columns(columns, words, species, positions);
    }

    /**
     * Reads a word of a column of type L.
     *
     * @throws NumberFormatException if the word is not a boolean
     */
    static boolean truth(String word) {
        return switch (word) {
            case "T", "true", "True", "TRUE", "1" -> true;
            case "F", "false", "False", "FALSE", "0" -> false;
            default -> throw new NumberFormatException("expected T or F, found '" + word + "'");
        };
    }

    private static int width(String name, String text) {
        try {
            int width = Integer.parseInt(text);
            if (width > 0 && width <= MOST) {
                return width;
            }
        } catch (NumberFormatException e) {
            // reported below, as for a number out of range
        }
        throw new IllegalArgumentException("expected a count from 1 to " + MOST + " for column " + Quoted.of(name)
                + " in Properties, found " + Quoted.of(text) + ".");
    }

    Optional<Column> find(String name) {
        return Optional.ofNullable(named.get(name));
    }

    List<Column> all() {
        return columns;
    }

    /** The number of words in a line. */
    int words() {
        return words;
    }

    Column species() {
        return species;
    }

    Column positions() {
        return positions;
    }

    /** Whether a column contains the elements or the positions. */
    boolean isGeometry(Column column) {
        return column.equals(species) || column.equals(positions);
    }

    /** The words of a line, such as {@code species, pos x y z}; of many columns the first ones. */
    @Override
    public String toString() {
        StringJoiner s = new StringJoiner(", ");
        for (Column c : columns.subList(0, Math.min(columns.size(), SHOWN))) {
            s.add(c.width() == 1 ? c.name() : c.name() + (c.width() == 3 ? " x y z" : " (" + c.width() + ")"));
        }
        return columns.size() > SHOWN ? s + " and " + (columns.size() - SHOWN) + " more" : s.toString();
    }
}
