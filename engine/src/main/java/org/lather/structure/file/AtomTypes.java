package org.lather.structure.file;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.structure.Element;

/**
 * The meaning of words in the column of elements of XYZ files: symbols of elements, and words that are names of types
 * of a simulation, such as the numbers 1, 2, ... of LAMMPS. A number is an atomic number only by
 * {@link #ATOMIC_NUMBERS}, because it could as well be a type. The column {@code Z} has atomic numbers in any case.
 *
 * @param elements atomic numbers by word, which take precedence over symbols
 * @param numbers whether numbers are atomic numbers
 */
public record AtomTypes(Map<String, Integer> elements, boolean numbers) {
    /** The word for {@link #ATOMIC_NUMBERS} in options. */
    public static final String ATOMIC_NUMBERS_WORD = "atomic_numbers";

    /** Symbols alone. */
    public static final AtomTypes SYMBOLS = new AtomTypes(Map.of(), false);

    /** Symbols and atomic numbers. */
    public static final AtomTypes ATOMIC_NUMBERS = new AtomTypes(Map.of(), true);

    public AtomTypes {
        elements = Collections.unmodifiableMap(new LinkedHashMap<>(elements));
        elements.forEach((word, z) -> {
            if (word.isBlank() || word.chars().anyMatch(c -> c <= ' ')) {
                throw new IllegalArgumentException("expected a type without blanks, got '" + word + "'");
            }
            new Element(z);
        });
    }

    /** Creates a map from types to elements. */
    public static AtomTypes of(Map<String, Integer> elements) {
        return new AtomTypes(elements, false);
    }

    /**
     * Reads types as they are given to a command: pairs such as {@code 1=Si}, or the word {@code atomic_numbers} alone.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static AtomTypes parse(List<String> words) {
        if (words.equals(List.of(ATOMIC_NUMBERS_WORD))) {
            return ATOMIC_NUMBERS;
        }
        Map<String, Integer> elements = new LinkedHashMap<>();
        for (String word : words) {
            String[] parts = word.split("[=:]", -1);
            Optional<Element> element = parts.length == 2 ? Element.of(parts[1].strip()) : Optional.empty();
            if (element.isEmpty()) {
                throw new IllegalArgumentException("expected pairs of a type and an element like 1=Si,2=O, or "
                        + ATOMIC_NUMBERS_WORD + ", got `" + word + "`");
            }
            if (elements.put(parts[0].strip(), element.get().atomicNumber()) != null) {
                throw new IllegalArgumentException("expected each type once, got `" + parts[0].strip() + "` again");
            }
        }
        return of(elements);
    }

    /** The atomic number of a word of a column, or 0 if it has none. */
    int atomicNumber(byte[] text, int from, int to, boolean atomicNumbers) {
        if (!elements.isEmpty()) {
            Integer z = elements.get(new String(text, from, to - from, StandardCharsets.UTF_8));
            if (z != null) {
                return z;
            }
        }
        boolean number = text[from] >= '0' && text[from] <= '9';
        return number && !numbers && !atomicNumbers ? 0 : ElementText.atomicNumber(text, from, to);
    }

    /**
     * The message about a word that has no element.
     *
     * @param quoted the word between quotes
     * @param atomicNumbers whether the column has atomic numbers
     */
    String refusal(String quoted, boolean atomicNumbers) {
        if (numbers || atomicNumbers) {
            return "expected an atomic number from 1 to " + Element.MAX_ATOMIC_NUMBER + " or a symbol, found " + quoted
                    + ".";
        }
        if (!quoted.matches("'\\d{1,3}'")) {
            String symbol = quoted.replaceFirst("^'([A-Z][a-z]?)[^a-zA-Z].*", "$1");
            return Element.of(symbol).isEmpty()
                    ? ElementText.refusal(quoted)
                    : "expected an element's symbol, found " + quoted
                            + ". If it is a type, name its element by `types`," + " like "
                            + quoted.substring(1, quoted.length() - 1) + ": " + symbol + ".";
        }
        return elements.isEmpty()
                ? "expected an element's symbol, found the number " + quoted + ". If it is a type, name its element by"
                        + " `types`, like 1: Si, 2: O; if it is an atomic number, set `types` to "
                        + ATOMIC_NUMBERS_WORD + "."
                : "expected an element's symbol or one of the types " + String.join(", ", elements.keySet())
                        + ", found " + quoted + ". Name its element by `types`.";
    }
}
